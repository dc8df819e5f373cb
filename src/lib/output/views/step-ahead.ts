import type {StepAhead} from '../../operations/step-ahead.ts'
import type {StepSession} from '../../operations/step-session.ts'
import {rehearsalWords} from '../../rehearse/record.ts'
import {rotationSteps, type RotationStep} from '../../rotation/secret.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import {spanText} from '../time.ts'
import type {ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'

/** Cells before the text of a line that has a name: `  result    `. */
const nameWidth = 10
/** Width of `testSecret`, beside which the texts of the steps are aligned. */
const stepWidth = 10

/** A line of a step's report: its name, then the text, which may go on below. */
export function named(name: string, text: string, {columns}: Pick<ViewOptions, 'columns'>): string {
  return hanging(`  ${name.padEnd(nameWidth)}`, text, columns)
}

/** Which version and which function, where the steps stand, and what a step that is sent by hand lacks. */
export function stepHeading(session: StepSession, start: RotationStep, options: ViewOptions): string {
  const {secret, versionId, function: fn} = session
  const {theme, columns} = options
  const about = [
    visible(secret.description.name),
    `${shortId(versionId, options)} is AWSPENDING, ${valueText(session)}`,
    `function ${visible(fn.name)}, ${spanText(fn.configuration.timeoutMs)}, ${rehearsalWords(session.rehearsal)}`,
  ]
  return [
    hanging('', about.join(` ${theme.signs.dot} `), columns),
    hanging('  ', rotationSteps.map(step => `${markOf(session, step, start, options)} ${step}`).join('    '), columns),
    hanging(
      '',
      'Sent as you and without RotationToken (only AWS can issue one): a function that writes through another role or ' +
        'account must fail in createSecret. SDK retries are off.',
      columns,
    ),
  ].join('\n')
}

function valueText({presence}: StepSession): string {
  if (presence === 'empty (trail)') return 'no value yet'
  return presence === 'unknown' ? 'value not known' : 'value stored'
}

/** createSecret is known to be done where a value is stored; of the other steps nobody can see whether they ran before. */
function markOf({presence}: StepSession, step: RotationStep, start: RotationStep, {theme}: ViewOptions): string {
  if (step === start) return theme.signs.pointer
  const stored = presence === 'stored' || presence === 'stored (trail)'
  return step === 'createSecret' && stored ? theme.mark('good') : theme.signs.dot
}

/** What a step does and whom it may hit, then the call itself; the event where it was not shown yet. */
export function stepAheadView(
  ahead: StepAhead,
  {first, missing}: {readonly first: boolean; readonly missing: string | undefined},
  options: ViewOptions,
): string {
  const text = purposes[ahead.step](idsOf(ahead, options))
  return [
    '',
    hanging(`${ahead.step.padEnd(stepWidth)}  `, text, options.columns),
    ...(first ? [eventView(ahead)] : []),
    `  ${'aws'.padEnd(nameWidth)}${ahead.aws}`,
    ...undoLines(ahead, options),
    ...(missing === undefined ? [] : [named('refused', missing, options)]),
  ].join('\n')
}

/** The event as it goes to the function, a member a line. */
export function eventView({event}: StepAhead): string {
  const [first, ...rest] = Object.entries(event).map(([name, value]) => `"${name}":${JSON.stringify(visible(value))}`)
  const indent = ' '.repeat(nameWidth + 2)
  return `  ${'event'.padEnd(nameWidth)}{${[first, ...rest].join(`,\n${indent}`)}}`
}

interface Ids {
  readonly pending: string
  readonly current: string
  readonly arrow: string
  readonly testIsSafe: boolean
}

function idsOf({versionId, current, testIsSafe}: StepAhead, options: ViewOptions): Ids {
  return {
    pending: shortId(versionId, options),
    current: current === undefined ? 'the old value' : shortId(current, options),
    arrow: options.theme.signs.arrow,
    testIsSafe,
  }
}

const purposes: Readonly<Record<RotationStep, (ids: Ids) => string>> = {
  createSecret: ({pending}) =>
    `makes a new value and stores it in ${pending}; where the target makes credentials it may make one`,
  setSecret: ({current}) =>
    `changes the target: it may accept only the new value from then on; who still holds ${current} would be refused`,
  testSecret: ({testIsSafe}) => `uses the new value, ${testIsSafe ? 'changes' : 'should change'} nothing`,
  finishSecret: ({current, arrow, pending}) =>
    `moves AWSCURRENT ${current} ${arrow} ${pending}: consumers read the new value from then on`,
}

/** testSecret leaves nothing to undo. */
function undoLines({step, undo}: StepAhead, options: ViewOptions): readonly string[] {
  if (step === 'testSecret') return []
  if (undo.length > 0) return undo.map(command => `  ${'undo'.padEnd(nameWidth)}${command}`)
  return [named('undo', 'none: what the rotation function does inside a step is its own', options)]
}
