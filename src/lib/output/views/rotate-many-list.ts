import {parseArn} from '../../arn.ts'
import type {Candidate} from '../../operations/rotate-candidates.ts'
import type {ManyList} from '../../operations/rotate-many.ts'
import type {RotationPlan} from '../../operations/rotate-plan.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import {reasonTable, type ReasonRow} from '../reason-table.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'

/** Where the run goes and as whom. */
export interface ListAbout {
  readonly callerText: string
  /** Shown whenever it is not AWS's own. */
  readonly endpointUrl?: string | undefined
  readonly hasCommand: (command: string) => boolean
}

/** The whole list before the question: what is started, what is followed, what is left alone and why, and every call. */
export function manyListView(about: ListAbout): View<ManyList> {
  return (list, options) => {
    const ready = list.candidates.flatMap(one => (one.kind === 'ready' ? [one.plan] : []))
    const line = (name: string, text: string): string => hanging(`  ${name.padEnd(4)}  `, text, options.columns)
    return [
      title(list, about, options),
      ...(list.candidates.length === 0 ? [] : ['', ...tableOf(list, options), '']),
      ...list.candidates.flatMap(one => (one.kind === 'refused' ? fixLines(one) : [])),
      ...(list.earlier.length === 0 ? [] : [line('done', earlierText(list.earlier.length))]),
      ...(ready.length === 0 ? [] : plannedLines(list, ready, {line, hasCommand: about.hasCommand})),
    ].join('\n')
  }
}

function earlierText(count: number): string {
  return `${count} rotated by the run before ${count === 1 ? 'is' : 'are'} left alone`
}

function title({candidates}: ManyList, {callerText, endpointUrl}: ListAbout, {theme, columns}: ViewOptions): string {
  const count = candidates.filter(one => one.kind !== 'refused').length
  const where = [callerText, ...(endpointUrl === undefined ? [] : [endpointUrl])].map(part => visible(part))
  const text = [`${count} of ${candidates.length} secrets`, ...where].join(` ${theme.signs.dot} `)
  return hanging('Rotate ', text, columns)
}

const columns = [{title: 'SECRET', cut: true as const}, {title: 'ACCOUNT'}, {title: 'REGION'}, {title: 'FUNCTION'}]

function rowOf(one: Candidate, options: ViewOptions): ReasonRow {
  const place = placeOf(one)
  const cells = [one.name, place?.accountId ?? '?', place?.region ?? '?', functionOf(one, options)]
  return {cells: cells.map(cell => visible(cell)), reason: visible(planOf(one, options))}
}

function placeOf(one: Candidate): {readonly accountId: string; readonly region: string} | undefined {
  const secret = one.kind === 'ready' ? one.plan.secret : one.secret
  return parseArn(secret?.arn ?? one.name)
}

function functionOf(one: Candidate, {theme}: ViewOptions): string {
  const secret = one.kind === 'ready' ? one.plan.secret : one.secret
  if (secret === undefined) return '?'
  const arn = secret.description.rotationFunctionArn
  return arn === undefined ? theme.signs.dash : (parseArn(arn)?.resource.replace(/^function:/, '') ?? arn)
}

function planOf(one: Candidate, options: ViewOptions): string {
  if (one.kind === 'ready') return `start version ${shortId(one.plan.versionId, options)}`
  if (one.kind === 'running') return `follow version ${shortId(one.started.versionId, options)}, started before`
  return `refused: ${one.error.code}: ${one.error.message.replace(/\.$/, '')}`
}

function tableOf({candidates}: ManyList, options: ViewOptions): readonly string[] {
  const rows = candidates.map(one => rowOf(one, options))
  return reasonTable(columns, rows, 'PLAN', options)
}

/** How a secret that is left alone could be rotated after all. It holds a command, which is not broken. */
function fixLines({name, error}: Extract<Candidate, {kind: 'refused'}>): readonly string[] {
  return error.hint === undefined ? [] : [`  fix   ${visible(name)}: ${visible(error.hint)}`]
}

function plannedLines(
  {concurrency, keepGoing}: ManyList,
  plans: readonly RotationPlan[],
  {line, hasCommand}: Pick<ListAbout, 'hasCommand'> & {readonly line: (name: string, text: string) => string},
): readonly string[] {
  const [first] = plans
  const others = concurrency === 1 ? 'one after the other' : `up to ${concurrency} at a time`
  const order = plans.length === 1 ? '' : `; ${visible(first?.secret.description.name ?? '')} first, then ${others}`
  const failure = keepGoing
    ? 'goes on after a failure'
    : 'stops at the first that does not end well (--keep-going goes on)'
  return [
    line('does', `RotateSecret${order}; each is followed to its verdict, and it ${failure}`),
    line('then', 'consumers read each new value once AWSCURRENT was moved onto it'),
    ...(hasCommand('rollback') ? [line('undo', 'secrot rollback SECRET for each, while its old value works')] : []),
    ...plans.map(({aws}) => `  aws   ${shellCommand(aws.flat())}`),
  ]
}
