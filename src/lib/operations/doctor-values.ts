import type {Fact} from '../doctor/facts.ts'
import type {Sensitive} from '../sensitive.ts'
import {unreadFact} from './doctor-read.ts'
import type {DoctorRun} from './doctor-run.ts'

export const doctorValueActions = ['secretsmanager:GetSecretValue'] as const

/** A version's value as it was read: nothing stored, a value, or why it could not be. */
export type ReadValue =
  | {readonly kind: 'empty'; readonly at: number}
  | {readonly kind: 'read'; readonly value: Sensitive; readonly at: number}
  | {readonly kind: 'unread'; readonly fact: Fact<never>}

/** Reads values, each once per look; what was read is kept for masking. Reading sets LastAccessedDate. */
export async function readValues(
  run: DoctorRun,
  arn: string,
  versionIds: readonly string[],
): Promise<ReadonlyMap<string, ReadValue>> {
  const values = new Map<string, ReadValue>()
  for (const versionId of versionIds) values.set(versionId, await readValue(run, arn, versionId))
  return values
}

async function readValue(run: DoctorRun, arn: string, versionId: string): Promise<ReadValue> {
  const {context} = run
  const {secrets} = context.aws({region: arn.split(':')[3] ?? context.scope.region})
  try {
    const found = await secrets.getValue(arn, {versionId}, {signal: context.signal})
    const at = context.clock.now()
    if (found === undefined) return {kind: 'empty', at}
    run.keep(found.value)
    return {kind: 'read', value: found.value, at}
  } catch (error) {
    return {kind: 'unread', fact: unreadFact(doctorValueActions[0], error)}
  }
}
