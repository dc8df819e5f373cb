import type {CallLine, ItemReport, PlainStep, RehearsalReport} from '../../rehearse/report.ts'
import {visible} from '../foreign.ts'
import {type Column, table} from '../table.ts'
import type {Mark} from '../theme.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'

/** What a report is shown with beside itself. */
export interface ShownReport {
  readonly report: RehearsalReport
  /** The command that plays one scenario again, quoted. */
  readonly replay: (cell: string) => string
  /** Whether a record was kept: all was asked for, and all of it was played. */
  readonly recorded: boolean
  /** Whether none was kept since none could be; a note says why. */
  readonly notKept: boolean
  /** Whether none was kept although all was played, since the secret holds a credential that nobody judged. */
  readonly holdsUnjudged: boolean
}

/** The classes of the contract with counts, then each failing item with what led there, then figures. */
export const rehearseView: View<ShownReport> = (shown, options) => {
  const {report} = shown
  const failing = report.items.filter(({verdict}) => verdict === 'fail')
  const errors = report.items.filter(({verdict}) => verdict === 'error')
  return [
    table(classColumns(options), classRows(report), options),
    ...failing.flatMap(item => ['', failure(item, shown, options)]),
    ...errors.flatMap(item => [
      '',
      hanging(
        `${options.theme.mark('unknown')} `,
        `${item.id}: not judged, the sandbox or the harness broke: ${visible(item.reason ?? '')}`,
        options.columns,
      ),
    ]),
    '',
    ...figures(report, options),
    '',
    verdictLine(shown, options),
  ].join('\n')
}

/** The undisturbed rotation, as it went: four steps with their calls. */
export const plainStepView: View<PlainStep> = ({step, ok, durationMs, calls, labels, error}, options) => {
  const mark = options.theme.mark(ok ? 'good' : 'bad')
  const moved = labels.length === 0 ? '' : ` · ${labels.join(', ')}`
  const head = `${step.padEnd(12)} ${[count(calls.length, 'call'), ...(durationMs === 0 ? [] : [took(durationMs)])].join(', ')}${moved}${error === null ? '' : ` · ${visible(error)}`}`
  return [
    hanging(`${mark} `, head, options.columns),
    ...calls.map(call => `    ${options.theme.dim(call.replace(`${step} `, ''))}`),
  ].join('\n')
}

interface ClassRow {
  readonly name: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly worst: string
}

function classRows({items}: RehearsalReport): readonly ClassRow[] {
  return [...Map.groupBy(items, item => item.class)].map(([name, own]) => {
    const count = (verdict: string) => own.filter(item => item.verdict === verdict).length
    return {name, passed: count('pass'), failed: count('fail'), skipped: count('skipped'), worst: worstOf(own)}
  })
}

function worstOf(items: readonly ItemReport[]): string {
  const failed = items.filter(({verdict}) => verdict === 'fail')
  const worst = ['critical', 'high', 'medium', 'low'].find(severity => failed.some(item => item.severity === severity))
  if (worst !== undefined) return `fails, ${worst}`
  if (items.some(({verdict}) => verdict === 'error')) return 'error'
  return items.some(({verdict}) => verdict === 'pass') ? 'holds' : 'not judged'
}

function classColumns({theme}: ViewOptions): readonly Column<ClassRow>[] {
  const mark: Readonly<Record<string, Mark>> = {holds: 'good', 'not judged': 'off', error: 'unknown'}
  return [
    {header: 'CLASS', cell: ({name}) => name, overflow: 'middle'},
    {header: 'VERDICT', cell: ({worst}) => worst, style: (text, {worst}) => theme.paint(mark[worst] ?? 'bad', text)},
    {header: 'HOLD', cell: ({passed}) => String(passed), align: 'right'},
    {header: 'FAIL', cell: ({failed}) => String(failed), align: 'right'},
    {header: 'SKIPPED', cell: ({skipped}) => String(skipped), align: 'right'},
  ]
}

function failure(item: ItemReport, {report, replay}: ShownReport, options: ViewOptions): string {
  const {id, severity, rule, hint, firstFailure, failed, cases} = item
  const of = `${failed} of ${count(cases, 'case')}${report.knownFailures.includes(id) ? ', known to the baseline' : ''}`
  const head = hanging(`${options.theme.mark('bad')} `, `${id} · ${severity} · ${of}`, options.columns)
  const line = (label: string, text: string) => hanging(`  ${label.padEnd(9)}`, text, options.columns)
  if (firstFailure === null) return head
  const {cell, expected, observed, callRecord, target, labels} = firstFailure
  return [
    head,
    line('rule', rule),
    line('expected', expected),
    line('observed', visible(observed)),
    ...lastCalls(callRecord).map((call, at) =>
      hanging(`  ${(at === 0 ? 'calls' : '').padEnd(9)}`, call, options.columns),
    ),
    line('labels', labelsText(labels)),
    ...(target.length === 0 ? [] : [line('target', target.join('; '))]),
    line('hint', hint),
    // In one piece, whatever its length: a broken line cannot be pasted.
    `  ${'replay'.padEnd(9)}${replay(cell)}`,
  ].join('\n')
}

const SHOWN_CALLS = 6

/** The last calls before the failure, one a line; all of them stand in the JSON. */
function lastCalls(calls: readonly CallLine[]): readonly string[] {
  if (calls.length === 0) return ['none']
  const earlier = calls.length - SHOWN_CALLS
  const shown = calls.slice(-SHOWN_CALLS).map(({text}) => visible(text))
  return earlier > 0 ? [`(${earlier} earlier; --json has them)`, ...shown] : shown
}

function labelsText(labels: Readonly<Record<string, readonly string[]>>): string {
  const texts = Object.entries(labels).map(
    ([version, names]) => `${version.slice(0, 8)} ${names.map(visible).join('+')}`,
  )
  return texts.length === 0 ? 'none' : texts.join(', ')
}

function figures(report: RehearsalReport, {columns}: ViewOptions): readonly string[] {
  const {crashMatrix, strength, time, calls, keepsState, notes, findings} = report
  const line = (label: string, text: string) => hanging(label.padEnd(11), text, columns)
  const matrix = `${count(crashMatrix.cells, 'cell')}${deeperText(crashMatrix)}, ${crashMatrix.unsafe} unsafe, ${crashMatrix.stuck} stuck, ${crashMatrix.needsRepair} need an operator`
  const dead = crashMatrix.deadCurrentMs === 0 ? '' : `, AWSCURRENT dead for up to ${took(crashMatrix.deadCurrentMs)}`
  return [
    ...findings.map(({sentence}) => line('Finding', visible(sentence))),
    ...notes.map(note => line('Note', visible(note))),
    ...(crashMatrix.cells === 0 ? [] : [line('Crashes', matrix + dead)]),
    ...(strength.bits === null
      ? []
      : [line('Strength', `${Math.round(strength.bits)} bits (${strength.source ?? 'seen'})`)]),
    ...(time.step === null
      ? []
      : [line('Time', `slowest ${time.step}, ${took(time.worstMs)} of ${took(time.timeoutMs)}`)]),
    ...(calls.made.length === 0 ? [] : [line('Calls', calls.made.join(', '))]),
    ...(calls.unused.length === 0
      ? []
      : [line('Unused', `allowed and never called: ${calls.unused.map(visible).join(', ')}`)]),
    ...(keepsState.length === 0
      ? []
      : [
          line(
            'State',
            `it keeps state between invocations: ${count(keepsState.length, 'scenario')} came out otherwise in a fresh process (${keepsState.slice(0, 3).join(', ')})`,
          ),
        ]),
    ...skippedReasons(report.items).map((text, at) => line(at === 0 ? 'Skipped' : '', text)),
    line('Played', playedText(report)),
  ]
}

function deeperText({depth, secondFaults: {played, possible}}: RehearsalReport['crashMatrix']): string {
  if (depth === 1) return ''
  return ` (${played} of ${possible} with a second fault)`
}

function playedText({scenarios: {played, planned, complete}, seed, loaded}: RehearsalReport): string {
  if (!loaded) return `the undisturbed rotation only, since the handler cannot be loaded; seed ${seed}`
  const rest = complete ? '' : '; the time was up before the rest'
  return `${played} of ${count(planned, 'scenario')}, seed ${seed}${rest}`
}

/** How many items were not judged, by reason, the most first. */
function skippedReasons(items: readonly ItemReport[]): readonly string[] {
  const skipped = items.filter(({verdict}) => verdict === 'skipped')
  return [...Map.groupBy(skipped, ({reason}) => reason ?? 'no reason is known')]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([reason, own]) => `${count(own.length, 'item')}: ${visible(reason)}`)
}

/** Virtual time, as people say it: whole milliseconds, from a second on in seconds. */
const took = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`)

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`

const VERDICTS = {
  conformant: ['good', 'conformant: no item fails'],
  usable: ['warning', 'usable: only medium and low items fail'],
  unsafe: ['bad', 'unsafe: a critical or high item fails'],
  incomplete: ['unknown', 'incomplete: a critical item could not be judged'],
} as const

/** A part of a rehearsal has no verdict on the function. */
const PARTS = {
  conformant: ['good', 'what was asked for holds'],
  usable: ['warning', 'of what was asked for, medium or low items fail'],
  unsafe: ['bad', 'of what was asked for, a critical or high item fails'],
  incomplete: ['unknown', 'what was asked for could not all be judged'],
} as const

const NOTHING = ['unknown', 'nothing of what was asked for was judged'] as const

function verdictLine(shown: ShownReport, {theme, columns}: ViewOptions): string {
  const [mark, text] = verdictText(shown)
  return hanging(
    `${theme.mark(mark)} `,
    `${visible(shown.report.handler.file)}${text}${baselineText(shown.report)}`,
    columns,
  )
}

function verdictText({report, recorded, notKept, holdsUnjudged}: ShownReport): readonly [Mark, string] {
  const {verdict, loaded, scenarios, items} = report
  if (!loaded && verdict === 'incomplete') return ['unknown', ': not known, since this machine cannot run it']
  if (!loaded) return ['bad', ' is unsafe: it cannot be loaded']
  if (!scenarios.complete && verdict !== 'unsafe')
    return ['unknown', ': not known, since not all was played; of what was, nothing critical or high fails']
  const [mark, words] = VERDICTS[verdict]
  if (holdsUnjudged)
    return [mark, ` is ${words}; not recorded, since the secret holds a credential too that was not judged`]
  if (notKept) return [mark, ` is ${words}; not recorded, since no record could be kept`]
  if (recorded) return [mark, ` is ${words}; recorded for doctor and step`]
  const nothing = items.every(item => item.verdict === 'skipped')
  const [markOfPart, part] = nothing ? NOTHING : PARTS[verdict]
  return [markOfPart, `: ${part}; not recorded, since only a part was judged`]
}

function baselineText({items, knownFailures}: RehearsalReport): string {
  const failing = items.filter(({verdict}) => verdict === 'fail').length
  if (knownFailures.length === 0) return ''
  if (knownFailures.length === failing) return '; the baseline knows all that fails, and it does not count'
  return `; the baseline knows ${knownFailures.length} of the ${failing} items that fail`
}
