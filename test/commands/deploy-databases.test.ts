import {GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand} from '@aws-sdk/client-iam'
import {CreateSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
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
    const iam = new IAMClient({...sandbox.config, region: 'us-east-1'})
    const RoleName = 'secrot-mysql-alternating-role'
    const {PolicyNames: [PolicyName] = []} = await iam.send(new ListRolePoliciesCommand({RoleName}))
    const {PolicyDocument = ''} = await iam.send(new GetRolePolicyCommand({RoleName, PolicyName}))
    iam.destroy()
    const {Statement} = JSON.parse(decodeURIComponent(PolicyDocument)) as {
      Statement: {Action: string[]; Resource: string[]}[]
    }
    const reading = Statement.filter(({Action}) => Action.includes('secretsmanager:GetSecretValue'))
    expect(reading.flatMap(({Resource}) => Resource)).toEqual([expect.stringContaining('prod/db'), master])
  })
})
