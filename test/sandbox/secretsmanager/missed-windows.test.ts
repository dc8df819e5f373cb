import {DescribeSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {expect, it} from 'vitest'

import {startTestSandbox} from '../../support/sandbox.ts'

const DAY_MS = 86_400_000

it('starts nothing in the windows that it misses, so that the next date comes to lie in the past', async () => {
  await using sandbox = await startTestSandbox({clock: {mode: 'manual'}})
  const {accountId, region} = sandbox
  const rules = {AutomaticallyAfterDays: 7}
  const seed = {accountId, region, owningService: 'rds', value: 'x', rules}
  const kept = sandbox.seedServiceOwnedSecret({...seed, name: 'rds!kept'})
  const missed = sandbox.seedServiceOwnedSecret({...seed, name: 'rds!missed'})
  sandbox.secretsManager.missWindows(missed)
  const secrets = new SecretsManagerClient(sandbox.config)

  await sandbox.clock.advance(10 * DAY_MS)

  const describe = (SecretId: string) => secrets.send(new DescribeSecretCommand({SecretId}))
  expect((await describe(kept)).LastRotatedDate).toBeDefined()
  const late = await describe(missed)
  expect(late.LastRotatedDate).toBeUndefined()
  expect(late.NextRotationDate?.getTime()).toBeLessThan(sandbox.clock.now())
})
