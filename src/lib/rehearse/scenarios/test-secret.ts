import type {Bench, Fault} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {RotationResult, StepResult} from '../observation.ts'

/** R, and how the target saw the new value used. */
export interface Uses {
  readonly rotation: RotationResult
  /** Uses of the new value by a step, oldest first. */
  readonly ofPending: readonly {readonly step: string; readonly accepted: boolean}[]
  /** There were uses of which nobody saw what was used. */
  readonly hidden: boolean
}

export const usesOfPending: Scenario<Uses> = {
  name: 'rotation/uses',
  async play(bench) {
    const rotation = await bench.rotate()
    const value = bench.value(rotation.token)
    if (value === undefined) return {rotation, ofPending: [], hidden: false}
    const steps = new Map(rotation.steps.map(({invocation, step}) => [invocation, step]))
    const uses = bench.target.uses().filter(use => use.by === 'function' && use.isOf(value))
    const ofPending = uses.map(({invocation, accepted}) => ({step: steps.get(invocation ?? -1) ?? '', accepted}))
    return {rotation, ofPending, hidden: bench.target.hidesUses?.() ?? false}
  },
}

/**
 * testSecret after the target began to refuse the new value, and takes the one of AWSCURRENT. undefined: an earlier step
 * failed.
 */
export const blockedTest: Scenario<StepResult | undefined> = {
  name: 'blocked/testSecret',
  async play(bench) {
    const rotation = await bench.begin()
    for (const step of ['createSecret', 'setSecret'] as const) {
      const {ok} = await bench.step(rotation, step)
      if (!ok) return undefined
    }
    const value = bench.value(rotation.token)
    if (value === undefined) return undefined
    await refuse(bench, value)
    return bench.step(rotation, 'testSecret')
  },
}

/** Where the new password has taken the place of the current one, the target goes back to that. */
async function refuse(bench: Bench, value: string): Promise<void> {
  const {target} = bench
  await target.block(value, true)
  const current = bench.value('AWSCURRENT')
  if (current === undefined || target.honour === undefined || (await target.standing(current)).acceptedNow) return
  await target.block(value, false)
  await target.honour(current)
}

/** R with a fault in testSecret. */
export function failingTest(name: string, faults: readonly Fault[]): Scenario<RotationResult> {
  return {
    name: `test-fails/${name}`,
    play: bench =>
      bench.rotate({
        beforeStep: step => bench.faults(step === 'testSecret' ? faults : []),
        afterStep: () => bench.faults([]),
      }),
  }
}
