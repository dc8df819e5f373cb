import {describe, expect, it} from 'vitest'
import {
  hasPending,
  mayBeLive,
  type RotationHappening,
  type RotationState,
  transition,
} from '../../../src/lib/rotation/machine.ts'
import {rotationSteps} from '../../../src/lib/rotation/secret.ts'

const idle: RotationState = {kind: 'idle', enabled: true}
const rotate: RotationHappening = {kind: 'rotate', immediately: true}
const done = (step: (typeof rotationSteps)[number]): RotationHappening => ({kind: 'step', step, ok: true})
const ok = rotationSteps.map(done) as [RotationHappening, RotationHappening, RotationHappening, RotationHappening]
const failed = (step: (typeof rotationSteps)[number]): RotationHappening => ({kind: 'step', step, ok: false})

function after(...events: RotationHappening[]): RotationState {
  return events.reduce((state, event) => {
    const next = transition(state, event)
    if (next.kind === 'refused') throw new Error(next.reason)
    return next.state
  }, idle)
}

describe('a rotation', () => {
  it('is idle again after four steps', () => {
    expect(after(rotate, ...ok)).toEqual(idle)
  })

  it('starts over at createSecret after a failure and keeps what was reached', () => {
    expect(after(rotate, ok[0], ok[1], failed('testSecret'))).toEqual({
      kind: 'rotating',
      reached: 'set',
      next: 'createSecret',
    })
    expect(after(rotate, ok[0], ok[1], failed('testSecret'), failed('createSecret'))).toMatchObject({reached: 'set'})
  })

  it.each([
    ['createSecret', false],
    ['setSecret', true],
    ['testSecret', true],
    ['finishSecret', true],
  ] as const)('that failed in %s may have a live pending value: %s', (step, live) => {
    const before = ok.slice(0, rotationSteps.indexOf(step))
    const state = after(rotate, ...before, failed(step))
    expect(state.kind === 'rotating' && mayBeLive(state.reached)).toBe(live)
  })

  it('is refused while AWSPENDING is left, whoever left it', () => {
    const left: RotationState[] = [
      after(rotate, failed('createSecret')),
      after(rotate, ok[0], {kind: 'cancel'}),
      after({kind: 'label-pending-by-hand'}),
      after({kind: 'rotate', immediately: false}),
    ]
    for (const state of left) {
      expect(hasPending(state)).toBe(true)
      expect(transition(state, rotate)).toMatchObject({kind: 'refused'})
    }
  })

  it('is abandoned by a value put by hand, and allowed again', () => {
    expect(after(rotate, ok[0], {kind: 'put-by-hand'}, rotate)).toMatchObject({kind: 'rotating', reached: 'empty'})
  })

  it('keeps rotation off when a cancelled leftover is discarded', () => {
    expect(after(rotate, ok[0], {kind: 'cancel'}, {kind: 'discard'})).toEqual({kind: 'idle', enabled: false})
  })

  it('calls the steps in order only', () => {
    expect(transition(after(rotate), ok[2])).toEqual({kind: 'refused', reason: 'createSecret comes before testSecret'})
    expect(transition(idle, ok[0])).toMatchObject({kind: 'refused'})
    expect(transition(idle, {kind: 'promote'})).toEqual({kind: 'refused', reason: 'AWSPENDING is on nobody'})
  })

  it('ends a test rotation without a trace', () => {
    expect(after({kind: 'rotate', immediately: false}, {kind: 'test', ok: false})).toEqual(idle)
  })
})
