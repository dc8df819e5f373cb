import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const DAY = 86_400_000
const functionName = 'secrot-iam-access-key-users'
const role = {RoleName: `${functionName}-role`, PolicyName: 'rotation'}

/** What a rotation calls on the user and the secret, whether a key goes or not. */
const needed = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
  'iam:GetUser',
  'iam:TagUser',
  'iam:ListAccessKeys',
  'iam:CreateAccessKey',
]

interface Policy {
  readonly Statement: readonly {readonly Action: readonly string[]}[]
}

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  await bench.sandbox.reset()
  const {accountId, iam} = bench.sandbox
  for (const userName of ['ana', 'bob']) iam.addUser({accountId, userName, policies: {}})
  for (const UserName of ['ana', 'bob'])
    await bench.sandbox.call('iam', 'TagUser', {UserName, Tags: [{Key: 'rotate', Value: 'yes'}]})
})

async function deployed(...flags: readonly string[]): Promise<Policy> {
  expect((await bench.run(['deploy', 'iam-access-key', ...flags, '--yes'])).exitCode).toBe(0)
  await bench.sandbox.clock.idle()
  const {PolicyDocument: text} = (await bench.sandbox.call('iam', 'GetRolePolicy', role)) as {PolicyDocument: string}
  return JSON.parse(decodeURIComponent(text)) as Policy
}

async function write(policy: unknown): Promise<void> {
  await bench.sandbox.call('iam', 'PutRolePolicy', {...role, PolicyDocument: JSON.stringify(policy)})
}

/** Watches a rotation. A minute later the service is done with it too, so that another may begin. */
async function rotated(user: string): Promise<SecrotRun> {
  const outcome = await bench.run(['rotate', `iam-access-key/${user}`, '--watch', '--yes', '--fail-fast'])
  await bench.sandbox.clock.advance(60_000)
  return outcome
}

async function exitOfRotation(user: string): Promise<number> {
  return (await rotated(user)).exitCode ?? -1
}

/** What is printed of a rotation that lacked this action. */
const refused = (action: string): unknown =>
  expect.stringMatching(new RegExp(`AccessDenied\\w* \\((?:\\w+:)?${action.split(':')[1]}\\)`))

describe('the role of a function for many users', () => {
  it('is not told by a tag that a user lacks who goes on since nobody wants it off (exit 3)', async () => {
    await deployed('--user', 'ana', '--user', 'bob')
    await bench.sandbox.call('iam', 'UntagUser', {UserName: 'bob', TagKeys: ['rotate']})
    const tty = {tty: {columns: 100}, answers: ['n']}
    const refused = await bench.run(['deploy', 'iam-access-key', '--user-tag', 'rotate=yes', '--yes'], tty)
    expect([refused.exitCode, changing(refused)]).toEqual([3, []])
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain('bob would go on rotating and lacks the tag rotate=yes')
    expect(await exitOfRotation('bob')).toBe(0)
  })

  it('is not told by a tag that a user lacks whose rotation is under way (exit 3)', async () => {
    await deployed('--user', 'ana', '--user', 'bob')
    await bench.sandbox.call('iam', 'UntagUser', {UserName: 'bob', TagKeys: ['rotate']})
    await bench.sandbox.call('secretsmanager', 'PutSecretValue', {
      SecretId: 'iam-access-key/bob',
      ClientRequestToken: '22222222-2222-4222-8222-222222222222',
      SecretString: '{}',
      VersionStages: ['AWSPENDING'],
    })
    const refused = await bench.run(['deploy', 'iam-access-key', '--user-tag', 'rotate=yes', '--remove', '--yes'])
    expect([refused.exitCode, changing(refused)]).toEqual([3, []])
  })

  it.each(needed)('fails a rotation without %s', async action => {
    const policy = await deployed('--user-tag', 'rotate=yes')
    const less = policy.Statement.map(one => ({...one, Action: one.Action.filter(other => other !== action)}))
    expect(JSON.stringify(less)).not.toBe(JSON.stringify(policy.Statement))
    await write({...policy, Statement: less.filter(({Action}) => Action.length > 0)})
    const failed = await rotated('ana')
    expect([failed.exitCode, failed.stdout]).toEqual([3, refused(action)])
  })

  it.each(['iam:GetAccessKeyLastUsed', 'iam:UpdateAccessKey', 'iam:DeleteAccessKey'])(
    'fails the rotation that ends the key before, without %s',
    async action => {
      const policy = await deployed('--user-tag', 'rotate=yes')
      for (const {accessKeyId: AccessKeyId} of bench.sandbox.iam.keysOf({...bench.sandbox, userName: 'ana'}))
        await bench.sandbox.call('iam', 'DeleteAccessKey', {UserName: 'ana', AccessKeyId})
      expect([await exitOfRotation('ana'), await exitOfRotation('ana')]).toEqual([0, 0])
      await bench.sandbox.clock.advance(3 * DAY)
      const Statement = policy.Statement.map(one => ({...one, Action: one.Action.filter(other => other !== action)}))
      await write({...policy, Statement: Statement.filter(({Action}) => Action.length > 0)})
      const failed = await rotated('ana')
      expect([failed.exitCode, failed.stdout]).toEqual([3, refused(action)])
    },
  )

  it('is enough for four periods of schedules, which end keys of before, each user on a day of its own', async () => {
    await deployed('--user-tag', 'rotate=yes')
    const rotatedAt = new Map<string, number>()
    for (const userName of ['ana', 'bob']) {
      for (const {accessKeyId: AccessKeyId} of bench.sandbox.iam.keysOf({...bench.sandbox, userName}))
        await bench.sandbox.call('iam', 'DeleteAccessKey', {UserName: userName, AccessKeyId})
    }
    const seen = new Map<string, Set<string>>()
    for (let period = 1; period <= 4; period += 1) {
      await bench.sandbox.clock.advance(31 * DAY)
      for (const userName of ['ana', 'bob']) {
        const ids = bench.sandbox.iam.keysOf({...bench.sandbox, userName}).map(({accessKeyId}) => accessKeyId)
        seen.set(userName, new Set([...(seen.get(userName) ?? []), ...ids]))
      }
    }
    for (const userName of ['ana', 'bob']) {
      const found = (await bench.sandbox.call('secretsmanager', 'DescribeSecret', {
        SecretId: `iam-access-key/${userName}`,
      })) as {readonly LastRotatedDate: number}
      rotatedAt.set(userName, found.LastRotatedDate)
      expect([bench.sandbox.iam.keysOf({...bench.sandbox, userName}), seen.get(userName)]).toMatchObject([
        {length: 2},
        {size: 4},
      ])
    }
    expect(Math.abs((rotatedAt.get('ana') ?? 0) - (rotatedAt.get('bob') ?? 0))).toBeGreaterThan(DAY / 1000)
  })
})
