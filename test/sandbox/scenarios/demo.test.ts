import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

let sandbox: TestSandbox

// Eight functions run as real processes here, three of them until their time is up.
beforeAll(async () => {
  sandbox = await startTestSandbox({switches: {keySpreadMs: 1500}})
  await sandbox.load('demo')
}, 180_000)
afterAll(() => sandbox.stop())

interface Entry {
  readonly ARN: string
  readonly RotationEnabled?: boolean
  readonly NextRotationDate?: number
}

async function find(name: string): Promise<Entry> {
  return (await sandbox.call('secretsmanager', 'DescribeSecret', {SecretId: name})) as Entry
}

async function versionWith(name: string, label: string) {
  const {ARN} = await find(name)
  return sandbox.secretsManager.storedVersions(ARN).find(version => version.labels.includes(label))
}

async function isAccepted(name: string, label: string, service: string): Promise<boolean> {
  const {user, password} = JSON.parse((await versionWith(name, label))?.text ?? '{}') as Record<string, string>
  return sandbox.logins.accepts(service, user ?? '', password ?? '')
}

describe('the demo scenario', () => {
  it('leaves AWSPENDING without a value where the function could not be loaded', async () => {
    expect(await versionWith('prod/reports/db', 'AWSPENDING')).not.toHaveProperty('text')
  })

  it('leaves a value stored and not set where the target was down', async () => {
    expect(await isAccepted('prod/billing/db', 'AWSPENDING', 'billing')).toBe(false)
    expect(await isAccepted('prod/billing/db', 'AWSCURRENT', 'billing')).toBe(true)
  })

  it('leaves consumers down where the test timed out after the password was changed', async () => {
    expect(await isAccepted('prod/orders/db', 'AWSPENDING', 'orders')).toBe(true)
    expect(await isAccepted('prod/orders/db', 'AWSCURRENT', 'orders')).toBe(false)
  })

  it('leaves the current access key disabled where the rotation died before the move', async () => {
    const statusOf = async (label: string) => {
      const {accessKeyId} = JSON.parse((await versionWith('prod/ci/deploy-key', label))?.text ?? '{}') as {
        accessKeyId: string
      }
      return sandbox.world.identities.lookup(accessKeyId, undefined).kind
    }
    expect(await statusOf('AWSCURRENT')).toBe('refused')
    expect(await statusOf('AWSPENDING')).toBe('ok')
  })

  it('has one secret late, one switched off, one in the middle of a rotation and one healthy', async () => {
    const now = sandbox.clock.now() / 1000
    expect((await find('prod/graphql/api-key')).NextRotationDate).toBeLessThan(now)
    expect((await find('prod/partner/token')).RotationEnabled).toBe(false)
    expect(await versionWith('prod/mail/smtp', 'AWSPENDING')).toBeDefined()
    expect(await versionWith('prod/search/api-key', 'AWSPENDING')).toBeUndefined()
    expect(await isAccepted('prod/search/api-key', 'AWSCURRENT', 'search')).toBe(true)
  })
})
