import {mkdtemp, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {isDeepStrictEqual} from 'node:util'

import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import {keyOf} from '../../../src/lib/rehearse/record.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {shippedRecords} from '../../support/shipped-records.ts'

let sandbox: TestSandbox
let stateFolder: string
let written: {readonly before: Buffer; readonly midway: Buffer}

// Eight functions run as real processes here, three of them until their time is up.
beforeAll(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), 'secrot-demo-'))
  sandbox = await startTestSandbox({switches: {keySpreadMs: 1500}, stateFolder})
  const state = () => readFile(join(stateFolder, 'sandbox.state'))
  const before = await state()
  const loading = sandbox.load('demo')
  const [midway] = await Promise.all([wait(1500).then(state), loading])
  written = {before, midway}
}, 180_000)
afterAll(async () => {
  await sandbox.stop()
  await rm(stateFolder, {recursive: true, force: true})
})

interface Deployed {
  readonly CodeSha256: string
  readonly Handler: string
  readonly Runtime: string
  readonly Layers?: readonly {readonly Arn: string}[]
  readonly Environment?: {readonly Variables?: Readonly<Record<string, string>>}
}

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
  it('is written when it is whole: who is killed while it is built leaves the state from before', async () => {
    expect(written.midway.equals(written.before)).toBe(true)
    await sandbox.save()
    expect((await readFile(join(stateFolder, 'sandbox.state'))).length).toBeGreaterThan(2 * written.before.length)
  })

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

  it('deploys for every login exactly what the record that comes with it is about', async () => {
    const {Functions: functions} = (await sandbox.call('lambda', 'ListFunctions', {})) as {
      Functions: readonly Deployed[]
    }
    const keys = functions.map(fn =>
      keyOf({
        codeSha256: fn.CodeSha256,
        handler: fn.Handler,
        runtime: fn.Runtime,
        layerArns: (fn.Layers ?? []).map(({Arn}) => Arn),
        environmentNames: Object.keys(fn.Environment?.Variables ?? {}),
      }),
    )
    const records = await shippedRecords()
    const verdicts = keys.map(key => records.find(record => isDeepStrictEqual(record.key, key))?.verdict)
    expect(verdicts.filter(verdict => verdict === 'conformant')).toHaveLength(7)
  })
})
