import type {Cancelled} from '../../operations/who-cancelled.ts'
import type {Check} from '../../operations/enable-check.ts'
import type {Preflight} from '../../operations/enable-preflight.ts'
import type {RotationWindow} from '../../rotation/schedule.ts'
import {visible} from '../foreign.ts'
import type {Mark} from '../theme.ts'
import {dateTime, isoTime} from '../time.ts'
import type {ViewOptions} from '../view.ts'
import {cellWidth, hanging} from '../width.ts'

const marks: Readonly<Record<Check['state'], Mark>> = {ok: 'good', bad: 'bad', unknown: 'unknown'}

/** What was looked at, a line each with its source, who switched the rotation off, and the next windows. */
export function preflightView(found: Preflight, options: ViewOptions): string {
  const {theme, columns} = options
  const {secret, checks, windows, cancelled, owner} = found
  const name = visible(secret.description.name)
  const owned =
    owner === undefined ? '' : ` belongs to ${visible(owner)}, which rotates it: only its schedule is changed`
  const lines = checks.flatMap(check => checkLines(check, options))
  return [
    hanging('', owner === undefined ? `Looked at before ${name} is changed:` : `${name}${owned}`, columns),
    ...lines,
    ...(cancelled === undefined
      ? []
      : [hanging(`  ${theme.mark('warning')} cancelled   `, cancelText(cancelled, options), columns)]),
    ...windowLines(windows, options),
  ].join('\n')
}

function checkLines({name, state, text, source, note}: Check, {theme, columns}: ViewOptions): readonly string[] {
  const line = (text_: string, first: string): string => hanging(`  ${first} `, text_, columns)
  const head = `${theme.mark(marks[state])} ${name.padEnd(10)} `
  return [
    line(`${visible(text)} (${visible(source)})`, head),
    ...(note === undefined ? [] : [line(visible(note), ' '.repeat(cellWidth(head)))]),
  ]
}

function cancelText(cancelled: Cancelled, options: ViewOptions): string {
  if (cancelled.kind === 'unknown') {
    const action = cancelled.action === undefined ? '' : ` (${cancelled.action})`
    return `by whom is not read: ${visible(cancelled.reason)}${action}`
  }
  const {by, at, from} = cancelled
  const where = from.length === 0 ? '' : `, ${from.map(part => visible(part)).join(', ')}`
  const when = options.tty ? dateTime(at, {local: options.local}) : isoTime(at)
  return `${when} by ${visible(by)}${where}`
}

/** In UTC, and where the machine's zone is another one, in that too. */
function windowLines(windows: readonly RotationWindow[], {theme, columns}: ViewOptions): readonly string[] {
  const rows = windows.map(window => {
    const utc = spanOf(window, false, theme.signs.dash)
    const local = spanOf(window, true, theme.signs.dash)
    return utc === local ? [utc] : [utc, local]
  })
  const widest = Math.max(0, ...rows.map(([utc = '']) => utc.length))
  const beside = rows.every(([utc = '', local = '']) => 4 + utc.length + 2 + local.length <= columns)
  return [
    '  Next windows, in which AWS rotates at a time of its own:',
    ...rows.flatMap(([utc = '', local]) => {
      if (local === undefined) return [`    ${utc}`]
      return beside ? [`    ${utc.padEnd(widest)}  ${local}`] : [`    ${utc}`, `      ${local}`]
    }),
  ]
}

/** `2026-12-28 00:00–24:00Z`; the end is exclusive. */
function spanOf({startsAt, endsAt}: RotationWindow, local: boolean, dash: string): string {
  const start = dateTime(startsAt, {local})
  const end = dateTime(endsAt, {local})
  const [day, zone] = [start.slice(0, 10), end.slice(19)]
  const until = end.startsWith(day) ? end.slice(11, 16) : end.slice(11, 16) === '00:00' ? '24:00' : end.slice(0, 16)
  return `${start.slice(0, 16)}${dash}${until}${zone === 'Z' ? zone : ` ${zone}`}`
}
