import type {Bench} from './bench.ts'
import {holderOf} from './labels.ts'
import type {RotationResult, Sample} from './observation.ts'

/**
 * Settled: AWSCURRENT is on the rotation's version and accepted, AWSPENDING is on nobody or on AWSCURRENT. It needs the
 * result of the steps, not a report of success.
 */
export async function isSettled(bench: Bench, rotation: RotationResult): Promise<boolean> {
  const sample = await bench.sample()
  return isQuiet(sample) && rotation.ok && holderOf(sample.labels, 'AWSCURRENT') === rotation.token
}

/** AWSCURRENT is accepted and nothing is pending. */
export function isQuiet({labels, accepted}: Sample): boolean {
  const current = holderOf(labels, 'AWSCURRENT')
  const pending = holderOf(labels, 'AWSPENDING')
  if (current === undefined || (pending !== undefined && pending !== current)) return false
  return accepted === undefined || accepted.includes(current)
}

/**
 * B: AWSPENDING is handled as the decision table of stuck states says, by what the target accepts: a pending value that works
 * becomes AWSCURRENT; else, when the current one works or nobody can say, AWSPENDING is taken off.
 */
export async function repair(bench: Bench): Promise<void> {
  const {labels, accepted} = await bench.sample()
  const current = holderOf(labels, 'AWSCURRENT')
  const pending = holderOf(labels, 'AWSPENDING')
  if (pending === undefined || pending === current) return
  const move = {SecretId: bench.secret.arn}
  if (accepted?.includes(pending) === true) {
    const from = current === undefined ? {} : {RemoveFromVersionId: current}
    await bench.call('secretsmanager', 'UpdateSecretVersionStage', {
      ...move,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: pending,
      ...from,
    })
    return
  }
  await bench.call('secretsmanager', 'UpdateSecretVersionStage', {
    ...move,
    VersionStage: 'AWSPENDING',
    RemoveFromVersionId: pending,
  })
}
