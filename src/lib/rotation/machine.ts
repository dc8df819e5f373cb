import {type RotationStep, rotationSteps} from './secret.ts'

/**
 * How far the pending version got, as far as the steps tell. `maybe-set`: setSecret ended with an error, so the target
 * may or may not take the new value.
 */
export type Reached = 'empty' | 'stored' | 'maybe-set' | 'set' | 'tested'

/** The life of one secret's rotation (user guide, rotate-secrets_lambda-functions). */
export type RotationState =
  | {readonly kind: 'idle'; readonly enabled: boolean}
  | {readonly kind: 'rotating'; readonly reached: Reached; readonly next: RotationStep}
  | {readonly kind: 'cancelled'; readonly reached: Reached}
  | {readonly kind: 'testing'}
  | {readonly kind: 'foreign'; readonly enabled: boolean}

export type RotationHappening =
  | {readonly kind: 'rotate'; readonly immediately: boolean}
  | {readonly kind: 'step'; readonly step: RotationStep; readonly ok: boolean}
  | {readonly kind: 'test'; readonly ok: boolean}
  | {readonly kind: 'put-by-hand'}
  | {readonly kind: 'cancel'}
  | {readonly kind: 'label-pending-by-hand'}
  | {readonly kind: 'promote'}
  | {readonly kind: 'discard'}

export type Transition =
  | {readonly kind: 'state'; readonly state: RotationState}
  | {readonly kind: 'refused'; readonly reason: string}

/** What comes of a happening; a refusal says why AWS would not let it happen, or why it cannot have happened. */
export function transition(state: RotationState, event: RotationHappening): Transition {
  if (event.kind === 'rotate') return rotate(state, event.immediately)
  if (event.kind === 'put-by-hand') return to({kind: 'idle', enabled: enabledIn(state)})
  if (event.kind === 'cancel') return cancel(state)
  if (event.kind === 'step') {
    if (state.kind !== 'rotating') return refused(`no rotation runs, so no ${event.step}`)
    return step(state, event.step, event.ok)
  }
  if (event.kind === 'test')
    return state.kind === 'testing' ? to({kind: 'idle', enabled: true}) : refused('no test rotation runs')
  if (event.kind === 'label-pending-by-hand')
    return hasPending(state)
      ? refused('AWSPENDING is on another version')
      : to({kind: 'foreign', enabled: enabledIn(state)})
  return hasPending(state) ? to({kind: 'idle', enabled: enabledIn(state)}) : refused('AWSPENDING is on nobody')
}

/** AWSPENDING is on a version that is not current, which is when RotateSecret is refused. */
export function hasPending(state: RotationState): boolean {
  return state.kind === 'rotating' || state.kind === 'testing' || state.kind === 'foreign' || state.kind === 'cancelled'
}

/** True when dropping AWSPENDING could hide the value that the target wants. */
export function mayBeLive(reached: Reached): boolean {
  return reached !== 'empty' && reached !== 'stored'
}

/** What an attempt that ended at `failed` leaves, given what earlier attempts with the same token had reached. */
export function reachedAfterFailure(before: Reached, failed: RotationStep): Reached {
  const attempt: Record<RotationStep, Reached> = {
    createSecret: 'empty',
    setSecret: 'maybe-set',
    testSecret: 'set',
    finishSecret: 'tested',
  }
  return further(before, attempt[failed])
}

// createSecret may fail after it stored the value; a later attempt then finds it, so nothing is concluded from it here.
function step(state: {reached: Reached; next: RotationStep}, called: RotationStep, ok: boolean): Transition {
  if (called !== state.next) return refused(`${state.next} comes before ${called}`)
  if (!ok) return to({kind: 'rotating', reached: reachedAfterFailure(state.reached, called), next: 'createSecret'})
  if (called === 'finishSecret') return to({kind: 'idle', enabled: true})
  const reached: Record<'createSecret' | 'setSecret' | 'testSecret', Reached> = {
    createSecret: 'stored',
    setSecret: 'set',
    testSecret: 'tested',
  }
  const next = rotationSteps[rotationSteps.indexOf(called) + 1]!
  return to({kind: 'rotating', reached: further(state.reached, reached[called]), next})
}

function rotate(state: RotationState, immediately: boolean): Transition {
  if (hasPending(state)) return refused("A previous rotation isn't complete. That rotation will be reattempted.")
  return to(immediately ? {kind: 'rotating', reached: 'empty', next: 'createSecret'} : {kind: 'testing'})
}

function cancel(state: RotationState): Transition {
  if (state.kind === 'rotating') return to({kind: 'cancelled', reached: state.reached})
  if (state.kind === 'foreign') return to({...state, enabled: false})
  return to(state.kind === 'cancelled' ? state : {kind: 'idle', enabled: false})
}

function enabledIn(state: RotationState): boolean {
  if (state.kind === 'idle' || state.kind === 'foreign') return state.enabled
  return state.kind !== 'cancelled'
}

const order: readonly Reached[] = ['empty', 'stored', 'maybe-set', 'set', 'tested']

function further(left: Reached, right: Reached): Reached {
  return order.indexOf(left) >= order.indexOf(right) ? left : right
}

function to(state: RotationState): Transition {
  return {kind: 'state', state}
}

function refused(reason: string): Transition {
  return {kind: 'refused', reason}
}
