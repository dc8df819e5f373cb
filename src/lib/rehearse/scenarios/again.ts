import type {Bench, OpenRotation} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {RotationResult, StepResult} from '../observation.ts'
import {STEPS} from '../steps.ts'
import {stateOf, type State} from './state.ts'

/** All steps again with the token that is AWSCURRENT. */
export interface AgainFacts {
  readonly rotation: RotationResult
  /** While AWSPENDING still lies beside AWSCURRENT, then without it. None when the rotation before failed. */
  readonly rounds: readonly AgainRound[]
}

export interface AgainRound {
  readonly beside: boolean
  readonly results: readonly StepResult[]
  readonly before: State
  readonly after: State
}

/** again: R, then all of it once more with the same token, with and without AWSPENDING beside AWSCURRENT. */
export const again: Scenario<AgainFacts> = {
  name: 'again',
  async play(bench) {
    const caught: {open?: OpenRotation} = {}
    const rotation = await bench.rotate({
      beforeStep(_, open) {
        caught.open = open
      },
    })
    const {open} = caught
    if (!rotation.ok || open === undefined) return {rotation, rounds: []}
    if (bench.holder('AWSPENDING') !== open.token) await movePending(bench, {MoveToVersionId: open.token})
    const beside = await round(bench, open, true)
    if (bench.holder('AWSPENDING') === open.token) await movePending(bench, {RemoveFromVersionId: open.token})
    return {rotation, rounds: [beside, await round(bench, open, false)]}
  },
}

async function round(bench: Bench, open: OpenRotation, beside: boolean): Promise<AgainRound> {
  const before = await stateOf(bench)
  const results: StepResult[] = []
  for (const step of STEPS) results.push(await bench.invoke(bench.eventOf(open, step)))
  return {beside, results, before, after: await stateOf(bench)}
}

async function movePending(bench: Bench, move: Readonly<Record<string, string>>): Promise<void> {
  const SecretId = bench.secret.arn
  await bench.call('secretsmanager', 'UpdateSecretVersionStage', {SecretId, VersionStage: 'AWSPENDING', ...move})
}
