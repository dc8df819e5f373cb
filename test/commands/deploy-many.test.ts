import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import type {DeployJson} from '../../src/lib/output/views/deploy.ts'
import {clearedUp} from '../support/cleared-up.ts'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

const three = ['deploy', 'iam-access-key', '--user', 'ana', '--user', 'bob', '--user', 'cid']

let bench: DeployBench
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-users-'))
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(async () => {
  await rm(folder, {recursive: true})
  await bench[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await bench.sandbox.reset()
  addUsers('ana', 'bob', 'cid', 'dan')
})

function addUsers(...names: readonly string[]): void {
  const {accountId, iam} = bench.sandbox
  for (const userName of names) iam.addUser({accountId, userName, policies: {}})
}

async function listOf(text: string): Promise<string> {
  const path = join(folder, 'users.txt')
  await writeFile(path, text)
  return path
}

async function run(argv: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun> {
  const done = await bench.run(argv, options)
  // What AWS does by itself once a schedule is set.
  await bench.sandbox.clock.idle()
  return done
}

async function json(...argv: readonly string[]): Promise<DeployJson> {
  const {json: answer} = await run([...argv, '--json'])
  expect(breachesOf('deploy', answer)).toEqual([])
  return answer as DeployJson
}

function statesIn({users}: DeployJson): readonly string[] {
  return users.map(({userName, state}) => `${userName} ${state}`)
}

function counts(done: SecrotRun): Readonly<Record<string, number>> {
  const all = changing(done)
  return Object.fromEntries([...new Set(all)].map(one => [one, all.filter(other => other === one).length]))
}

describe('deploy for many users', () => {
  it('gives each user a secret, with one role, one function and one permission for all of them', async () => {
    const deployed = await run([...three, '--yes'])
    expect(deployed.exitCode).toBe(0)
    expect(deployed.stdout).toContain('3 added')
    expect(counts(deployed)).toEqual({
      'logs:CreateLogGroup': 1,
      'logs:PutRetentionPolicy': 1,
      'iam:CreateRole': 1,
      'iam:PutRolePolicy': 1,
      'lambda:CreateFunction': 1,
      'lambda:AddPermission': 1,
      'secretsmanager:CreateSecret': 3,
      'secretsmanager:RotateSecret': 3,
    })
    expect(deployed.stderr).toContain('so too  2 more: iam-access-key/bob, iam-access-key/cid')
    expect(deployed.stderr).toContain(
      "--source-arn 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:iam-access-key/*'",
    )
  })

  it('rotates all of them under its role, and the doctor finds them healthy', async () => {
    await run([...three, '--yes'])
    for (const user of ['ana', 'bob', 'cid']) {
      const rotated = await run(['rotate', `iam-access-key/${user}`, '--watch', '--yes'])
      expect([rotated.exitCode, rotated.stdout]).toEqual([0, expect.stringContaining('rotated')])
    }
    const doctor = await run(['doctor', 'iam-access-key/ana', 'iam-access-key/bob', 'iam-access-key/cid'])
    expect([doctor.exitCode, doctor.stdout]).toEqual([0, expect.stringContaining('nothing found')])
    const again = await run([...three, '--yes'])
    expect([changing(again), again.exitCode]).toEqual([[], 0])
    expect(again.stdout).toContain('already deployed')
  })

  it('gives each secret a day and an hour of its own, which stay the same', async () => {
    const planned = await json(...three, '--dry-run')
    const deployed = await json(...three, '--yes')
    const schedules = deployed.users.map(({schedule}) => schedule)
    expect(new Set(schedules).size).toBe(3)
    expect(planned.users.map(({schedule}) => schedule)).toEqual(schedules)
    expect(planned).toMatchObject({outcome: 'planned', prefix: 'iam-access-key/', roleAllows: 'names'})
  })

  it('adds a user of the list and switches off one who is no longer on it, whose secret and key stay', async () => {
    await run([...three, '--yes'])
    await run(['rotate', 'iam-access-key/bob', '--watch', '--yes'])
    await clearedUp(bench.sandbox, 'iam-access-key/bob')
    const list = await listOf('ana\n# a comment\n\ncid\ndan\n')
    const again = await run(['deploy', 'iam-access-key', '--users', list, '--remove', '--yes'])
    expect(again.exitCode).toBe(0)
    expect(again.stdout).toContain('bob: rotation off; the secret and the access key stay')
    expect(counts(again)).toEqual({
      'secretsmanager:CancelRotateSecret': 1,
      'iam:PutRolePolicy': 1,
      'secretsmanager:CreateSecret': 1,
      'secretsmanager:RotateSecret': 1,
    })
    const {AccessKeyMetadata: keys} = (await bench.sandbox.call('iam', 'ListAccessKeys', {UserName: 'bob'})) as {
      AccessKeyMetadata: readonly {readonly Status: string}[]
    }
    expect(keys.map(({Status}) => Status)).toEqual(['Active', 'Active'])
    const role = {RoleName: 'secrot-iam-access-key-users-role', PolicyName: 'rotation'}
    const policy = JSON.stringify(await bench.sandbox.call('iam', 'GetRolePolicy', role))
    expect([policy.includes('bob'), policy.includes('dan')]).toEqual([false, true])
    const back = await json(...three, '--keep', '--yes')
    expect(statesIn(back)).toEqual(['ana unchanged', 'bob skipped', 'cid unchanged', 'dan kept'])
    expect(JSON.stringify(await bench.sandbox.call('iam', 'GetRolePolicy', role))).toContain('bob')
    expect((await run(['enable', 'iam-access-key/bob', '--restore', '--yes'])).exitCode).toBe(0)
    const settled = await json(...three, '--keep', '--yes')
    expect(statesIn(settled)).toEqual(['ana unchanged', 'bob unchanged', 'cid unchanged', 'dan kept'])
  })

  it('leaves off what somebody switched off, and says how it is switched on again (exit 3)', async () => {
    await run([...three, '--yes'])
    await run(['disable', 'iam-access-key/bob', '--yes'])
    for (const more of [[], ['--every', '90d', '--dry-run']]) {
      const again = await run([...three, ...more, '--yes', '--json'])
      expect([again.exitCode, changing(again)]).toEqual([3, []])
      expect(breachesOf('deploy', again.json)).toEqual([])
      const [, bob] = (again.json as DeployJson).users
      expect(bob).toMatchObject({userName: 'bob', state: 'skipped', reason: 'switched-off', changes: []})
      expect(bob?.because).toContain('secrot enable iam-access-key/bob --restore')
    }
  })

  it('asks what becomes of users who are not named, and names the flags where nobody can answer (exit 2)', async () => {
    await run([...three, '--yes'])
    const one = ['deploy', 'iam-access-key', '--user', 'ana', '--yes']
    const unasked = await run(one)
    expect([unasked.exitCode, unasked.stderr]).toEqual([2, expect.stringContaining('--remove or --keep')])
    expect(changing(unasked)).toEqual([])
    const kept = await run(one, {tty: {columns: 100}, answers: ['n']})
    expect([kept.exitCode, changing(kept)]).toEqual([0, []])
  })

  it('tells users by a tag, and lets the role do nothing to those without it', async () => {
    for (const UserName of ['ana', 'bob'])
      await bench.sandbox.call('iam', 'TagUser', {UserName, Tags: [{Key: 'rotate', Value: 'yes'}]})
    const tagged = ['deploy', 'iam-access-key', '--user-tag', 'rotate=yes', '--yes']
    const deployed = await json(...tagged)
    expect(deployed).toMatchObject({roleAllows: 'tag', exitCode: 0})
    expect(statesIn(deployed)).toEqual(['ana added', 'bob added'])
    expect((await run(['rotate', 'iam-access-key/ana', '--watch', '--yes'])).exitCode).toBe(0)
    await bench.sandbox.call('iam', 'UntagUser', {UserName: 'bob', TagKeys: ['rotate']})
    const refused = await run(['rotate', 'iam-access-key/bob', '--watch', '--yes', '--fail-fast'])
    expect([refused.exitCode, refused.stdout + refused.stderr]).toEqual([
      3,
      expect.stringContaining('AccessDenied (GetUser)'),
    ])
  })

  it('lists whom it cannot take, and goes on with the others (exit 3)', async () => {
    addUsers('a,b')
    await bench.sandbox.call('iam', 'TagUser', {
      UserName: 'bob',
      Tags: [{Key: 'secrot:secret', Value: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:other-AbCdEf'}],
    })
    await bench.sandbox.call('secretsmanager', 'CreateSecret', {
      Name: 'iam-access-key/cid',
      SecretString: 'mine',
      ClientRequestToken: '11111111-1111-4111-8111-111111111111',
    })
    const argv = [...three, '--user', 'a,b', '--user', 'nobody']
    const answer = await json(...argv, '--yes')
    expect(answer.users.map(({userName, state, reason, exitCode}) => [userName, state, reason, exitCode])).toEqual([
      ['a,b', 'skipped', 'name', 3],
      ['ana', 'added', null, 0],
      ['bob', 'skipped', 'claimed', 3],
      ['cid', 'skipped', 'not-ours', 3],
      ['nobody', 'skipped', 'no-user', 3],
    ])
    const again = await run([...argv, '--yes'])
    expect([again.exitCode, changing(again)]).toEqual([3, []])
    expect(again.stdout).toContain('skipped: bob: another secret rotates its keys')
  })

  it('makes nothing where none of the users can be taken (exit 3)', async () => {
    const refused = await run(['deploy', 'iam-access-key', '--user', 'nobody', '--yes'])
    expect([refused.exitCode, changing(refused)]).toEqual([3, []])
    expect(refused.stderr).toContain('nobody: there is no such IAM user')
  })

  it('stays readable for hundreds of users of one path, by which its role tells them', async () => {
    const names = Array.from({length: 300}, (_, index) => `somebody-${index}`)
    for (const UserName of names) await bench.sandbox.call('iam', 'CreateUser', {UserName, Path: '/people/'})
    const users = ['deploy', 'iam-access-key', '--users', await listOf(names.join('\n')), '--dry-run']
    const planned = await run(users)
    expect([planned.exitCode, changing(planned)]).toEqual([0, []])
    expect(planned.stdout).toContain('300 added')
    expect(planned.stderr.split('\n').length).toBeLessThan(60)
    expect(planned.stderr).toContain('so too  299 more')
    const {roleAllows, users: told} = await json(...users)
    expect([roleAllows, told.length, new Set(told.map(({schedule}) => schedule)).size > 150]).toEqual([
      'path',
      300,
      true,
    ])
  })

  it('refuses more users than one policy holds, and says the way out (exit 2)', async () => {
    const names = Array.from({length: 120}, (_, index) => `somebody-with-a-long-name-${index}`)
    addUsers(...names)
    const list = await listOf(names.join('\n'))
    const refused = await run(['deploy', 'iam-access-key', '--users', list, '--yes'])
    expect([refused.exitCode, changing(refused)]).toEqual([2, []])
    expect(refused.stderr).toContain('--user-tag KEY=VALUE')
  })

  it('leaves a function of single secrets alone, and the single form that of many (exit 3)', async () => {
    const single = ['deploy', 'iam-access-key', '--user', 'dan', '--secret', 'prod/dan', '--yes']
    await run(single)
    const taken = await run([...three, '--name', 'secrot-iam-access-key', '--yes'])
    expect([taken.exitCode, changing(taken)]).toEqual([3, []])
    await run([...three, '--yes'])
    const one = ['deploy', 'iam-access-key', '--user', 'dan', '--secret', 'prod/other', '--yes']
    const other = await run([...one, '--name', 'secrot-iam-access-key-users'])
    expect([other.exitCode, changing(other)]).toEqual([3, []])
    const elsewhere = await run([...three, '--prefix', 'other/', '--yes'])
    expect([elsewhere.exitCode, changing(elsewhere)]).toEqual([3, []])
  })

  it.each([
    [['--now'], 'secrot rotate --filter'],
    [['--secret', 'prod/one'], 'Leave --secret out'],
    [['--prefix', 'iam'], 'slash at the end'],
    [['--every', '45d'], '30d'],
    [['--subnet', 'subnet-1'], 'for one secret'],
    [['--endpoint'], 'for one secret'],
    [['--new-kms-key', 'alias/one'], 'for one secret'],
  ])('refuses %j (exit 2)', async (flags, hint) => {
    const refused = await run([...three, ...flags, '--yes'])
    expect([refused.exitCode, refused.stderr.replaceAll(/\s+/g, ' ')]).toEqual([2, expect.stringContaining(hint)])
    expect(changing(refused)).toEqual([])
  })
})
