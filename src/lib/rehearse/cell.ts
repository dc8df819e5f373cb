import type {Seen} from './observation.ts'
import type {Step} from './steps.ts'

/** What happens to one call: handler-contract §3. */
export const MODES = [
  'fail-500',
  'fail-denied',
  'lost-reply',
  'lost-replies',
  'kill-before',
  'kill-after',
  'throttle-1',
  'throttle-2',
  'throttle-3',
  'slow-inside',
  'slow-past',
] as const

export type Mode = (typeof MODES)[number] | 'kill-after-return'

/** What names a call when a fault is set for it. */
export type CallName = Pick<Seen, 'service' | 'operation'>

/** Where a fault strikes. */
export interface Strike {
  readonly step: Step
  /** Number of the call in its step, from 1; 0 for the result of the step. */
  readonly call: number
  readonly mode: Mode
}

/** One cell of the crash matrix. */
export interface Cell extends Strike {
  /** `setSecret/3/lost-reply`; with a second fault `setSecret/3/lost-reply+createSecret/1/kill-before`. */
  readonly name: string
  /** The call of the undisturbed rotation; undefined for the result of the step. */
  readonly seen?: Seen
  /** What strikes the first attempt of the service's retry, with the calls that its step makes there. Absent: nothing. */
  readonly second?: Strike & {readonly calls: readonly CallName[]}
}

/** Between the two faults of a cell. */
export const AND = '+'

/** Each call of a step × each mode, and the loss of the step's result. */
export function strikesOn(step: Step, calls: number): readonly Strike[] {
  return [
    ...Array.from({length: calls}, (_, at) => MODES.map(mode => ({step, call: at + 1, mode}))).flat(),
    {step, call: 0, mode: 'kill-after-return'},
  ]
}

/** `setSecret/3/lost-reply` */
export function strikeName({step, call, mode}: Strike): string {
  return `${step}/${mode === 'kill-after-return' ? 'return' : call}/${mode}`
}

/** Whether a scenario is a cell of the crash matrix. */
export function isCell(name: string): boolean {
  return [...MODES, 'kill-after-return'].some(mode => name.endsWith(`/${mode}`))
}
