import {setTimeout} from 'node:timers/promises'
import type {TestSandbox} from './sandbox.ts'

const LONGEST_MS = 10_000
const LOOK_MS = 50

/**
 * Waits until the service has cleared up after a rotation that went well: AWSPENDING is off the version that became
 * current, a moment after AWSCURRENT came to it. Throws where it stays.
 */
export async function clearedUp(sandbox: TestSandbox, SecretId: string): Promise<void> {
  for (let waited = 0; waited < LONGEST_MS; waited += LOOK_MS) {
    const told = await sandbox.call('secretsmanager', 'DescribeSecret', {SecretId})
    const {VersionIdsToStages = {}} = told as {VersionIdsToStages?: Readonly<Record<string, readonly string[]>>}
    if (!Object.values(VersionIdsToStages).flat().includes('AWSPENDING')) return
    await setTimeout(LOOK_MS)
  }
  throw new Error(`AWSPENDING stays on a version of ${SecretId}`)
}
