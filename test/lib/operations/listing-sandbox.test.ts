import {CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {expect, it} from 'vitest'
import {listFleet} from '../../../src/lib/operations/listing.ts'
import {connect, keysOf, withEnv} from '../../support/connect.ts'
import {startTestSandbox} from '../../support/sandbox.ts'

const names = (prefix: string, count: number) => Array.from({length: count}, (_, index) => `${prefix}${index}`)

it.each([
  ['from both ends', false],
  ['in parallel', true],
])('lists what is in the sandbox %s as the plain listing does, while secrets come and go', async (_, parallel) => {
  await using sandbox = await startTestSandbox({switches: {pageSize: 5}})
  const sdk = new SecretsManagerClient(sandbox.config)
  const create = async (name: string) => {
    await sdk.send(new CreateSecretCommand({Name: name, SecretString: 'x'}))
    await sandbox.clock.advance(1000)
  }
  const old = [...names('prod/orders/', 40), ...names('prod/search/', 40), ...names('test/', 20)]
  for (const name of old) await create(name)
  await withEnv(keysOf(sandbox.credentials), async () => {
    const aws = connect(sandbox.url)
    const {secrets} = aws.gateways
    const listed: string[] = []
    const deleted: string[] = []
    for await (const page of listFleet(secrets, {filters: [], parallel})) {
      listed.push(...page.map(secret => secret.name))
      await create(`new/${deleted.length}`)
      const name = old[(deleted.length * 37) % old.length]!
      deleted.push(name)
      await sdk.send(new DeleteSecretCommand({SecretId: name, RecoveryWindowInDays: 7}))
    }
    const calls = aws.actions.length
    const plain: string[] = []
    for await (const page of secrets.list()) plain.push(...page.map(secret => secret.name))
    const stayed = plain.filter(name => !name.startsWith('new/'))
    expect(stayed).toHaveLength(old.length - deleted.length)
    expect(deleted.length).toBeGreaterThan(10)
    expect(listed.filter(name => stayed.includes(name)).sort()).toEqual(stayed.sort())
    expect(new Set(listed).size).toBe(listed.length)
    // 20 pages, and what knowing that the walks have met costs.
    expect(calls).toBeLessThanOrEqual(parallel ? 20 + 4 + 5 * 5 : 24)
  })
  sdk.destroy()
})
