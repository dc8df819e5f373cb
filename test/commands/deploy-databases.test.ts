import {GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand} from '@aws-sdk/client-iam'
import {CreateSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {makeKey} from '../support/kms.ts'
import {packagedRoot} from '../support/packaged-root.ts'
import {runSecrot} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

const master = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:master-AbCdEf'

let packaged: Awaited<ReturnType<typeof packagedRoot>>
let sandbox: TestSandbox
beforeAll(async () => {
  packaged = await packagedRoot()
  sandbox = await startTestSandbox()
  const secrets = new SecretsManagerClient(sandbox.config)
  const SecretString = JSON.stringify({engine: 'mysql', host: 'db.internal', username: 'app', password: 'now'})
  await secrets.send(new CreateSecretCommand({Name: 'prod/db', SecretString}))
  secrets.destroy()
})
afterAll(async () => {
  await packaged[Symbol.asyncDispose]()
  await sandbox.stop()
})

const deploy = (...argv: readonly string[]) =>
  runSecrot(['deploy', ...argv], {sandbox, root: packaged.root, env: {NO_COLOR: '1'}})

async function statementsOf(RoleName: string): Promise<readonly {Action: string[]; Resource: string[]}[]> {
  const iam = new IAMClient({...sandbox.config, region: 'us-east-1'})
  const {PolicyNames: [PolicyName] = []} = await iam.send(new ListRolePoliciesCommand({RoleName}))
  const {PolicyDocument = ''} = await iam.send(new GetRolePolicyCommand({RoleName, PolicyName}))
  iam.destroy()
  const {Statement} = JSON.parse(decodeURIComponent(PolicyDocument)) as {
    Statement: {Action: string[]; Resource: string[]}[]
  }
  return Statement
}

describe('deploy of a rotator for a database', () => {
  it.each(['mysql', 'postgresql', 'mysql-alternating'])(
    'wants a secret that holds a login: no placeholder says where %s is to log in (exit 2)',
    async rotator => {
      const {exitCode, json} = await deploy(rotator, '--secret', 'prod/none', '--yes', '--json')
      expect([exitCode, json]).toMatchObject([
        2,
        {error: {message: `${rotator} goes on from a value that works, and there is no secret prod/none.`}},
      ])
    },
  )

  it('wants to know the master secret, which the role is to read (exit 2)', async () => {
    const {exitCode, json} = await deploy('mysql-alternating', '--secret', 'prod/db', '--yes', '--json')
    expect([exitCode, json]).toMatchObject([
      2,
      {error: {code: 'USAGE', message: expect.stringContaining('MASTER_ARN')}},
    ])
  })

  it('lets the role read the master secret, and no other', async () => {
    const {exitCode} = await deploy(
      'mysql-alternating',
      '--secret',
      'prod/db',
      '--set',
      `MASTER_ARN=${master}`,
      '--yes',
    )
    expect(exitCode).toBe(0)
    const Statement = await statementsOf('secrot-mysql-alternating-role')
    const reading = Statement.filter(({Action}) => Action.includes('secretsmanager:GetSecretValue'))
    expect(reading.flatMap(({Resource}) => Resource)).toEqual([expect.stringContaining('prod/db'), master])
  })

  it('lets the role use the key of a master secret, for that secret alone', async () => {
    const keyArn = await makeKey(sandbox)
    const secrets = new SecretsManagerClient(sandbox.config)
    const {ARN = ''} = await secrets.send(
      new CreateSecretCommand({Name: 'prod/master', SecretString: '{}', KmsKeyId: keyArn}),
    )
    const SecretString = JSON.stringify({engine: 'mysql', host: 'db.internal', username: 'other', password: 'now'})
    await secrets.send(new CreateSecretCommand({Name: 'prod/other', SecretString}))
    secrets.destroy()
    const argv = [
      'mysql-alternating',
      '--secret',
      'prod/other',
      '--name',
      'other',
      '--set',
      `MASTER_ARN=${ARN}`,
      '--yes',
    ]
    const {exitCode, stderr} = await deploy(...argv)
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('was not read')])
    expect(await statementsOf('other-role')).toContainEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: [keyArn],
      Condition: {
        StringEquals: {'kms:ViaService': `secretsmanager.${sandbox.region}.amazonaws.com`},
        StringLike: {'kms:EncryptionContext:SecretARN': [ARN]},
      },
    })
  })

  it('says where the key of a master secret could not be read', async () => {
    const {stderr} = await deploy('mysql-alternating', '--secret', 'prod/db', '--set', `MASTER_ARN=${master}`, '--yes')
    expect(stderr).toContain('Under which key the master secret')
  })
})
