import type {PendingState} from './pending-state.ts'

/** What the table says to do. A plan for it is made in plans.ts. */
export type Verdict =
  | 'wait'
  | 'finish'
  | 'restore previous'
  | 'discard then rotate'
  | 'rotate'
  | 'resume from setSecret'
  | 'resume from testSecret'
  | 'refuse'
  | 'pin'
  | 'settled'
  | 'unknown'

export type FixClass = 'auto' | 'ask' | 'advice' | 'none'

/** An absent column means any. */
export interface PendingRow {
  readonly number: number
  readonly finding: string | undefined
  readonly when: {readonly [Column in keyof PendingState]?: readonly PendingState[Column][]}
  readonly verdict: Verdict
  readonly fixClass: FixClass
  /** How many of the 1,728 states end here; kept by a test. */
  readonly states: number
  /** What dropping the label would lose: why the row is not "remove AWSPENDING". */
  readonly wouldLose: string
}

const notStepping = ['no'] as const
const alive = ['yes', '?'] as const
const deadOrUnknown = ['no', '?', 'none'] as const
const stored = ['own', 'unread'] as const

/** The decision table, first match wins, in the order of docs/doctor-rules.md. */
export const pendingRows: readonly PendingRow[] = [
  {
    number: 1,
    finding: undefined,
    when: {running: ['yes']},
    verdict: 'wait',
    fixClass: 'none',
    states: 576,
    wouldLose: 'the step in flight fails, and a value just set at the target has no label',
  },
  {
    number: 2,
    finding: 'pending-live-current-dead',
    when: {value: stored, auth: ['yes'], current: ['no'], running: ['no', '?']},
    verdict: 'finish',
    fixClass: 'ask',
    states: 96,
    wouldLose: 'the only working credential: hidden, and purged one day',
  },
  {
    number: 3,
    finding: 'rotation-state-unreadable',
    when: {running: ['?']},
    verdict: 'refuse',
    fixClass: 'advice',
    states: 528,
    wouldLose: 'whatever the true row would lose',
  },
  {
    number: 4,
    finding: 'current-dead-previous-live',
    when: {current: ['no'], previous: ['yes'], running: notStepping},
    verdict: 'restore previous',
    fixClass: 'ask',
    states: 36,
    wouldLose: 'the pending value, perhaps the one being set; the outage goes on',
  },
  {
    number: 5,
    finding: 'pending-without-value',
    when: {value: ['empty'], current: alive, running: notStepping},
    verdict: 'discard then rotate',
    fixClass: 'auto',
    states: 48,
    wouldLose: 'nothing in Secrets Manager; at the provider an orphan may remain',
  },
  {
    number: 6,
    finding: 'pending-copies-current',
    when: {value: ['copy'], current: alive, running: notStepping},
    verdict: 'discard then rotate',
    fixClass: 'auto',
    states: 48,
    wouldLose: 'nothing: the same value is AWSCURRENT',
  },
  {
    number: 7,
    finding: 'pending-credential-gone',
    when: {value: ['own'], auth: ['gone'], current: alive, running: notStepping},
    verdict: 'discard then rotate',
    fixClass: 'auto',
    states: 48,
    wouldLose: 'nothing usable',
  },
  {
    number: 8,
    finding: 'nothing-authenticates',
    when: {auth: ['–', '=', 'gone'], current: ['no'], previous: deadOrUnknown, running: notStepping},
    verdict: 'discard then rotate',
    fixClass: 'ask',
    states: 54,
    wouldLose: 'nothing more',
  },
  {
    number: 9,
    finding: 'pending-applied-unfinished',
    when: {value: stored, auth: ['yes'], current: alive, maker: ['fn', '?'], running: notStepping, on: [true]},
    verdict: 'resume from testSecret',
    fixClass: 'ask',
    states: 32,
    wouldLose: 'a live credential that nothing else records',
  },
  {
    number: 10,
    finding: 'pending-after-cancel',
    when: {value: stored, auth: ['yes'], current: alive, maker: ['fn', '?'], running: notStepping, on: [false]},
    verdict: 'finish',
    fixClass: 'ask',
    states: 32,
    wouldLose: 'a live credential that nothing else records',
  },
  {
    number: 11,
    finding: 'pending-not-from-this-rotation',
    when: {value: stored, auth: ['yes'], current: alive, maker: ['other'], running: notStepping},
    verdict: 'refuse',
    fixClass: 'advice',
    states: 32,
    wouldLose: 'a live credential that nothing else records, and somebody’s staged work',
  },
  {
    number: 12,
    finding: 'pending-not-applied',
    when: {value: ['own'], auth: ['no'], current: alive, maker: ['fn'], running: notStepping, on: [true]},
    verdict: 'resume from setSecret',
    fixClass: 'ask',
    states: 8,
    wouldLose: 'a never-used value; on a half-changed target the only copy',
  },
  {
    number: 13,
    // -after-cancel when rotation is off, else -not-from-this-rotation when somebody else wrote it (row13Finding).
    finding: 'pending-not-applied',
    when: {value: ['own'], auth: ['no'], current: alive, running: notStepping},
    verdict: 'discard then rotate',
    fixClass: 'ask',
    states: 40,
    wouldLose: 'a never-used value',
  },
  {
    number: 14,
    finding: 'nothing-authenticates',
    when: {value: ['own'], auth: ['no'], current: ['no'], previous: deadOrUnknown, running: notStepping},
    verdict: 'refuse',
    fixClass: 'advice',
    states: 18,
    wouldLose: 'perhaps the value a restored target will expect',
  },
  {
    number: 15,
    finding: 'pending-state-unknown',
    when: {value: stored, auth: ['?'], maker: ['fn', '?'], running: notStepping, on: [true]},
    verdict: 'resume from testSecret',
    fixClass: 'ask',
    states: 44,
    wouldLose: 'the only working credential, or a live one that nothing else records',
  },
  {
    number: 16,
    finding: 'pending-state-unknown',
    when: {value: stored, auth: ['?'], running: notStepping},
    verdict: 'refuse',
    fixClass: 'advice',
    states: 88,
    wouldLose: 'the only working credential, or a live one that nothing else records',
  },
]

function matches(row: PendingRow, state: PendingState): boolean {
  return (Object.keys(row.when) as (keyof PendingState)[]).every(column =>
    (row.when[column] as readonly unknown[]).includes(state[column]),
  )
}

/** The row of a state. `withoutRow` skips one that was tried already (row 12 is tried once for a version). */
export function rowOf(state: PendingState, withoutRow?: number): PendingRow {
  const row = pendingRows.find(candidate => candidate.number !== withoutRow && matches(candidate, state))
  if (row === undefined) throw new Error(`no row of the decision table takes ${JSON.stringify(state)}`)
  return row
}

/** Row 13 has three names for one repair: by rotation being off, by who wrote the value, else the plain one. */
export function findingOf(row: PendingRow, state: PendingState): string | undefined {
  if (row.number !== 13) return row.finding
  if (!state.on) return 'pending-after-cancel'
  return state.maker === 'other' ? 'pending-not-from-this-rotation' : 'pending-not-applied'
}
