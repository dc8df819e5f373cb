import {PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'

import {startFleet, type RotatingFleet} from '../test/support/rotating-fleet.ts'
import {median, report} from './measure.ts'

const SECRETS = 10
const FUNCTIONS = 5
const ROUNDS = 301
const day = 24 * 60 * 60 * 1000

/** Snapshot and restore of a small account that has lived for two months, no function running. */
export async function snapshot(): Promise<boolean> {
  await using fleet = await startFleet()
  await live(fleet)
  tell(fleet)
  const {sandbox} = fleet
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now()
    const saved = sandbox.snapshot()
    const between = performance.now()
    // What is put back differs from what is there.
    const entries = sandbox.callRecord.entries().length
    await fleet.secrets.send(new PutSecretValueCommand({SecretId: 'fleet/secret-0', SecretString: `value ${round}`}))
    if (sandbox.callRecord.entries().length === entries) throw new Error('nothing happened since the snapshot')
    const after = performance.now()
    sandbox.restore(saved)
    times.push(between - startedAt + performance.now() - after)
    if (sandbox.callRecord.entries().length !== entries) throw new Error('the restore did not put the record back')
  }
  return report({what: 'snapshot and restore, median', value: median(times), atMost: 1, unit: ' ms'})
}

/** Each function rotates two secrets, one of them never gets past testSecret and is retried. */
async function live(fleet: RotatingFleet): Promise<void> {
  const functions: string[] = []
  for (let index = 0; index < FUNCTIONS; index++) {
    const name = `rotation-${index}`
    functions.push(await fleet.rotator(name, {saysVersion: true, ...(index === 0 ? {failsIn: 'testSecret'} : {})}))
  }
  for (let index = 0; index < SECRETS; index++)
    await fleet.secret(`fleet/secret-${index}`, functions[index % FUNCTIONS])
  await fleet.pass(60 * day)
}

function tell({sandbox}: RotatingFleet): void {
  const {record, clock, services} = sandbox.snapshot() as {
    record: {entries: readonly unknown[]}
    clock: {timers: readonly unknown[]}
    services: Record<string, unknown>
  }
  console.log(
    `${SECRETS} secrets, ${FUNCTIONS} functions, ${record.entries.length} entries of the record, ` +
      `${clock.timers.length} timers, state of ${Object.keys(services).join(', ')}`,
  )
}
