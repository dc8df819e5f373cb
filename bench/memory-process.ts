import {startSandbox, type Sandbox} from '../src/lib/sandbox/index.ts'
import type {Held} from './memory.ts'

const SECRETS = 100_000
const BYTES = 200

/** Two versions with values of their own, three labels (AWSCURRENT, AWSPREVIOUS and one more), three tags. */
async function make(sandbox: Sandbox, index: number): Promise<void> {
  const name = `fleet/team-${index % 97}/secret-${index}`
  const value = (version: number): string =>
    `${version}:${index}:`.padEnd(BYTES, String.fromCodePoint(97 + (index % 26)))
  await sandbox.call('secretsmanager', 'CreateSecret', {
    Name: name,
    SecretString: value(1),
    ClientRequestToken: crypto.randomUUID(),
    Tags: ['team', 'stage', 'owner'].map(Key => ({Key, Value: `${Key}-${index % 31}`})),
  })
  await sandbox.call('secretsmanager', 'PutSecretValue', {
    SecretId: name,
    SecretString: value(2),
    ClientRequestToken: crypto.randomUUID(),
    VersionStages: ['AWSCURRENT', 'blue'],
  })
}

const startedAt = performance.now()
const sandbox = await startSandbox({listen: false})
for (let index = 0; index < SECRETS; index++) await make(sandbox, index)
const held: Held = {
  secrets: SECRETS,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  elapsedMs: performance.now() - startedAt,
}
await sandbox.stop()
console.log(JSON.stringify(held))
