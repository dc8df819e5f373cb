import type {SecretReport} from '../../operations/doctor-result.ts'
import {visible} from '../foreign.ts'
import {bareTime, isoTime} from '../time.ts'
import type {ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {moment} from './doctor-lines.ts'

/** `02:44:20  testSecret: asking db-1` */
export function logLine(
  line: {readonly at: number; readonly text: string},
  {tty, local, columns}: ViewOptions,
): string {
  const time = tty ? bareTime(line.at, {local}) : isoTime(line.at)
  return hanging(`${time}  log  `, visible(line.text), columns)
}

/** What `--show-logs` shows of one secret's function; nothing without it. */
export function logBlock({name, log}: SecretReport, options: ViewOptions): readonly string[] {
  if (log === null) return []
  const title = (text: string) => ['', hanging(`Log of ${visible(name)}: `, text, options.columns)]
  if (log.since === null) return title(`not read: ${visible(log.notReadBecause ?? '')}`)
  const before = log.leftOut === 0 ? '' : `, without ${log.leftOut} older invocations`
  const others = log.maybeOthers === 0 ? '' : `; ${log.maybeOthers} more of the same function, maybe another secret`
  return [
    ...title(`${visible(log.group ?? 'no group')} since ${moment(log.since, options)}${before}${others}`),
    ...log.lines.map(line => logLine({at: Date.parse(line.at), text: line.text}, options)),
  ]
}
