import {GetKeyPolicyCommand, KMSClient, ListAliasesCommand, ListKeysCommand} from '@aws-sdk/client-kms'
import {DescribeSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {keyPolicy, makeKey} from '../support/kms.ts'
import {packagedRoot} from '../support/packaged-root.ts'
import {runSecrot, type RunSecrotOptions, type SecrotRun} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

const session = ['deploy', 'random-password', '--secret', 'prod/session', '--yes']
const own = [...session, '--new-kms-key', 'alias/session']

let packaged: Awaited<ReturnType<typeof packagedRoot>>
let sandbox: TestSandbox
let kms: KMSClient

beforeAll(async () => {
  packaged = await packagedRoot()
})
afterAll(() => packaged[Symbol.asyncDispose]())
beforeEach(async () => {
  sandbox = await startTestSandbox()
  kms = new KMSClient(sandbox.config)
})
afterEach(() => sandbox.stop())

const run = (argv: readonly string[], options: RunSecrotOptions = {}): Promise<SecrotRun> =>
  runSecrot(argv, {sandbox, root: packaged.root, env: {NO_COLOR: '1'}, ...options})

async function keyOf(SecretId: string): Promise<string | undefined> {
  return (await new SecretsManagerClient(sandbox.config).send(new DescribeSecretCommand({SecretId}))).KmsKeyId
}

/** Keys of customers. */
async function keys(): Promise<readonly string[]> {
  const {Keys = []} = await kms.send(new ListKeysCommand({}))
  const {Aliases = []} = await kms.send(new ListAliasesCommand({}))
  const ofAws = Aliases.filter(({AliasName}) => AliasName?.startsWith('alias/aws/')).map(({TargetKeyId}) => TargetKeyId)
  return Keys.filter(({KeyId}) => !ofAws.includes(KeyId)).map(({KeyArn}) => KeyArn!)
}

describe('deploy with a key of one’s own', () => {
  it('makes the key, encrypts the secret with it, and its rotation works', async () => {
    const reader = `arn:aws:iam::${sandbox.accountId}:role/app`
    const {exitCode, stderr} = await run([...own, '--reader', reader])
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Make a key for the secrets')])
    const [key, ...others] = await keys()
    expect(others).toEqual([])
    expect(await keyOf('prod/session')).toBe(key)
    const {Policy = ''} = await kms.send(new GetKeyPolicyCommand({KeyId: key}))
    expect(Policy).toContain(reader)
    expect(Policy).toContain(`arn:aws:iam::${sandbox.accountId}:role/secrot-random-password-role`)
    const rotated = await run(['rotate', 'prod/session', '--watch', '--yes'])
    expect([rotated.exitCode, rotated.stdout]).toEqual([0, expect.stringContaining('rotated prod/session')])
    expect((await run(['doctor', 'prod/session'])).exitCode).toBe(0)
  })

  it('makes nothing the second time', async () => {
    await run(own)
    const again = await run(own)
    expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining('already deployed')])
    expect(await keys()).toHaveLength(1)
  })

  it('refuses readers whom a key made before does not let in (exit 3) and prints what to add', async () => {
    const reader = (name: string) => ['--reader', `arn:aws:iam::${sandbox.accountId}:role/${name}`]
    await run([...own, ...reader('app'), ...reader('web')])
    const known = await run([...own, ...reader('web')])
    expect([known.exitCode, known.stdout]).toEqual([0, expect.stringContaining('already deployed')])
    const words = own.map(word => (word === 'prod/session' ? 'prod/other' : word))
    for (const argv of [
      [...own, ...reader('new')],
      [...words, ...reader('app')],
    ]) {
      const {exitCode, stderr} = await run(argv)
      expect([exitCode, stderr]).toEqual([3, expect.stringContaining('"Sid": "ReadersReadTheSecrets"')])
    }
  })

  it.each(['lost-reply', 'server-error'] as const)('makes one key whatever becomes of the answer (%s)', async kind => {
    sandbox.faults.set([{kind, service: 'kms', operation: 'CreateKey', times: 1}])
    const first = await run(own)
    if (first.exitCode !== 0) expect((await run(own)).exitCode).toBe(0)
    expect(await keys()).toEqual([await keyOf('prod/session')])
  })

  it('goes on with the key that it made where it was stopped before it had a name', async () => {
    sandbox.faults.set([{kind: 'access-denied', service: 'kms', operation: 'CreateAlias'}])
    expect((await run(own)).exitCode).toBe(5)
    sandbox.faults.set([])
    const [made] = await keys()
    expect((await run(own)).exitCode).toBe(0)
    expect([await keys(), await keyOf('prod/session')]).toEqual([[made], made])
  })

  it('takes no key of that name that somebody else made (exit 3)', async () => {
    await makeKey(sandbox, {alias: 'alias/session'})
    const refused = await run(own)
    expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining('--kms-key alias/session')])
  })

  it.each([
    ['--new-kms-key', 'session'],
    ['--new-kms-key', 'alias/aws/session'],
    ['--reader', 'arn:aws:iam::111122223333:role/app'],
    ['--new-kms-key', 'alias/session', '--reader', 'app'],
    ['--new-kms-key', 'alias/session', '--reader', 'arn:aws:iam::999988887777:role/app'],
    ['--new-kms-key', 'alias/session', '--reader', 'arn:aws-cn:iam::111122223333:role/app'],
    ['--new-kms-key', 'alias/session', '--kms-key', 'alias/other'],
  ])('refuses %s %s (exit 2)', async (...flags) => {
    expect((await run([...session, ...flags])).exitCode).toBe(2)
    expect(await keys()).toEqual([])
  })
})

describe('deploy with a key that exists', () => {
  const statement = (...more: readonly object[]) => keyPolicy(sandbox.accountId, ...more)

  it('says nothing where the account’s policies count', async () => {
    await makeKey(sandbox, {alias: 'alias/app', policy: statement()})
    const {exitCode, stderr} = await run([...session, '--kms-key', 'alias/app'])
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('add to it')])
  })

  it('prints what its policy lacks and changes nothing of it', async () => {
    const admin = {AWS: `arn:aws:iam::${sandbox.accountId}:root`}
    const narrow = {
      Version: '2012-10-17',
      Statement: [
        {Effect: 'Allow', Principal: admin, Action: ['kms:PutKeyPolicy', 'kms:GetKeyPolicy'], Resource: '*'},
        {
          Effect: 'Allow',
          Principal: admin,
          Action: ['kms:DescribeKey', 'kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: '*',
        },
      ],
    }
    const key = await makeKey(sandbox, {policy: narrow})
    const {stderr} = await run([...session, '--kms-key', key])
    expect(stderr).toContain('It is not changed here; add to it')
    expect(stderr).toContain('kms:EncryptionContext:SecretARN')
    expect((await kms.send(new GetKeyPolicyCommand({KeyId: key}))).Policy).toBe(JSON.stringify(narrow))
  })
})
