import type {RotationEventName} from '../events.ts'
import {confirmed} from './persisting.ts'
import {beginOf} from './see-log.ts'
import type {WatchState} from './state.ts'

/** Failures come first, every other time; the rest tells who did what, and when it is over. */
const usual: readonly RotationEventName[] = [
  'RotationFailed',
  'RotationStarted',
  'RotationFailed',
  'RotationSucceeded',
  'RotationFailed',
  'RotationAbandoned',
  'RotationFailed',
  'PutSecretValue',
  'RotationFailed',
  'UpdateSecretVersionStage',
  'RotationFailed',
  'CancelRotateSecret',
]
const tests: readonly RotationEventName[] = ['TestRotationStarted', 'TestRotationSucceeded', 'TestRotationFailed']
/** What decides why a version has lost its label. */
const decisive: readonly RotationEventName[] = ['RotationAbandoned', 'RotationSucceeded', 'UpdateSecretVersionStage']

/** The event name to look up next; `turn` counts the look-ups of this watch from 0. */
export function wantedEvent(state: WatchState, turn: number): RotationEventName {
  const mayBeTest = !state.subject.startedHere
  if (confirmed(state.labels.lost)) {
    const names = mayBeTest ? [...tests, ...decisive] : decisive
    return names[turn % names.length]!
  }
  const names = mayBeTest ? [...usual, ...tests] : usual
  return names[turn % names.length]!
}

/**
 * From when the log has to be read again: lines come in some seconds late and out of order, an invocation that has not
 * ended is read again whole, and after an outage nothing since the last good read may be missed. undefined: from the start.
 */
export function logSince({log}: WatchState): number | undefined {
  if (log.readAt === undefined) return undefined
  const open = [...log.invocations.values()].filter(found => found.endedAt === undefined).map(found => beginOf(found))
  return Math.min(log.readAt - overlapMs, ...open)
}

const overlapMs = 120_000
