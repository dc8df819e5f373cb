import {CreateAccessKeyCommand, IAMClient, ListAccessKeysCommand, UpdateAccessKeyCommand} from '@aws-sdk/client-iam'
import {CreateSecretCommand, PutSecretValueCommand, TagResourceCommand} from '@aws-sdk/client-secrets-manager'
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'
import {killRun, newestRun} from '../support/journal-files.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

const DAY = 24 * HOUR
const terminal = {tty: {columns: 200}, env: {NO_COLOR: '1'}}

let stage: DoctorStage
let stateDir: string

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-retire-'))
})

afterEach(() => rm(stateDir, {recursive: true, force: true}))

const mutations = ({calledActions}: SecrotRun): readonly string[] =>
  calledActions.filter(action => /:(Update|Delete)\w*Key$/.test(action))

describe('retire of an access key', () => {
  const name = 'prod/ci/deploy-key'
  const userName = 'deployer'
  interface Key {
    readonly accessKeyId: string
    readonly secretAccessKey: string
  }
  let iam: IAMClient
  let old: Key
  let young: Key
  let last4: string

  const valueOf = (key: Key): string => JSON.stringify({userName, ...key})
  const put = (key: Key) => stage.secrets.send(new PutSecretValueCommand({SecretId: name, SecretString: valueOf(key)}))
  const retire = (words: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun> =>
    stage.run(['retire', name, '--read-values', ...words], {stateDir, ...options})
  const keys = async (): Promise<Record<string, string>> => {
    const {AccessKeyMetadata: listed = []} = await iam.send(new ListAccessKeysCommand({UserName: userName}))
    return Object.fromEntries(listed.map(({AccessKeyId: id = '', Status: status = ''}) => [id, status]))
  }
  const use = async (key: Key): Promise<void> => {
    const sts = new STSClient({...stage.sandbox.config, credentials: key})
    await sts.send(new GetCallerIdentityCommand({}))
    sts.destroy()
  }

  beforeEach(async () => {
    stage = await startDoctorStage({switches: {keySpreadMs: 0}})
    iam = new IAMClient({...stage.sandbox.config, region: 'us-east-1', maxAttempts: 3})
    old = stage.sandbox.iam.addUser({accountId: stage.sandbox.accountId, userName})
    old = {accessKeyId: old.accessKeyId, secretAccessKey: old.secretAccessKey}
    last4 = old.accessKeyId.slice(-4)
    await stage.secrets.send(new CreateSecretCommand({Name: name, SecretString: valueOf(old)}))
    const {AccessKey} = await iam.send(new CreateAccessKeyCommand({UserName: userName}))
    young = {accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? ''}
    await put(young)
    await stage.pass(20 * DAY)
  })

  afterEach(async () => {
    iam.destroy()
    await stage[Symbol.asyncDispose]()
  })

  it('disables the key of AWSPREVIOUS, waits, proves the current one, and deletes it', async () => {
    const {AWSPREVIOUS: previous = ''} = await stage.labels(name)
    const run = await retire([], {...terminal, answers: [name]})
    expect(run.stderr).toContain(`Retire the access key …${last4} of ${userName} (${name}) · 111122223333`)
    expect(run.stderr).toContain('   hits   who still holds the old value: from then on it is refused\n')
    expect(run.stderr).toContain('   used   never, says IAM, which may lag by hours\n')
    expect(run.stderr).toContain('by nobody for 24h in the trail of eu-central-1, for 24h in the trail of us-east-1')
    expect(run.stderr).toContain(`   held   ${previous.slice(0, 8)}  AWSPREVIOUS\n`)
    expect(run.stderr).toContain(
      `? End the access key …${last4} of ${userName} for ever? (type ${name}, --allow retire:${last4})`,
    )
    expect(run.stderr).toMatch(/is inactive\n.*the current credential works\n.*is deleted\n/)
    expect(run.stdout).toBe(
      `✔ retired the access key …${last4} of ${userName}: disabled, then deleted; the current credential works\n`,
    )
    expect([run.exitCode, mutations(run)]).toEqual([0, ['iam:UpdateAccessKey', 'iam:DeleteAccessKey']])
    expect(await keys()).toEqual({[young.accessKeyId]: 'Active'})
    expect(run.stdout + run.stderr).not.toContain(old.secretAccessKey)
  })

  it('answers with one object, and does nothing a second time', async () => {
    const first = await retire(['--allow', `retire:${last4}`, '--json'])
    expect([first.exitCode, first.json]).toMatchObject([
      0,
      {
        outcome: 'retired',
        credential: {kind: 'iam-key', last4, userName, active: true, uses: []},
        heldBy: [{labels: ['AWSPREVIOUS']}],
        after: {answer: 'accepted'},
      },
    ])
    const second = await retire(['--allow', `retire:${last4}`, '--json'])
    expect([second.exitCode, second.json, mutations(second)]).toMatchObject([0, {outcome: 'already'}, []])
    for (const run of [first, second]) expect(breachesOf('retire', run.json)).toEqual([])
  })

  it('shows who uses the key and leaves it, unless it has leaked', async () => {
    await use(old)
    await stage.pass(HOUR)
    const run = await retire(['--allow', `retire:${last4}`])
    expect(run.stderr).toContain(`sts:GetCallerIdentity as arn:aws:iam::111122223333:user/${userName} from 127.0.0.1`)
    expect(run.stderr).toContain('It is not ended: it is in use')
    expect([run.exitCode, mutations(run)]).toEqual([3, []])
    const leaked = await retire(['--compromised', '--allow', `retire:${last4}`])
    expect([leaked.exitCode, await keys()]).toEqual([0, {[young.accessKeyId]: 'Active'}])
  })

  it('takes no --unused-for that is shorter than the overlap of the secret', async () => {
    const overlap = (Value: string) =>
      stage.secrets.send(new TagResourceCommand({SecretId: name, Tags: [{Key: 'secrot:overlap-hours', Value}]}))
    await overlap('240')
    const short = await retire(['--unused-for', '2d', '--json'])
    expect(short).toMatchObject({exitCode: 2, json: {error: {code: 'UNUSED_TOO_SHORT'}}})
    expect(JSON.stringify(short.json)).toContain(`secrot retire ${name} --unused-for 240h`)
    expect((await retire(['--unused-for', '240h', '--dry-run'])).exitCode).toBe(0)
    await use(old)
    await stage.pass(18 * DAY)
    await overlap('720')
    expect((await retire(['--dry-run'])).stderr).toContain('it was used 18d ago')
    expect((await retire(['--compromised', '--dry-run'])).exitCode).toBe(0)
  })

  it('leaves a key that was used within --unused-for, which is at least a day', async () => {
    await use(old)
    await stage.pass(3 * DAY)
    const run = await retire(['--allow', `retire:${last4}`, '--json'])
    expect([run.exitCode, run.json, mutations(run)]).toMatchObject([3, {error: {code: 'CREDENTIAL_IN_USE'}}, []])
    const short = await retire(['--unused-for', '1h', '--json'])
    expect([short.exitCode, short.json]).toMatchObject([2, {error: {code: 'UNUSED_TOO_SHORT'}}])
    const shorter = await retire(['--unused-for', '2d', '--allow', `retire:${last4}`])
    expect(shorter.exitCode).toBe(0)
  })

  it('never ends the credential in use, whichever version is named', async () => {
    const {AWSCURRENT: current = ''} = await stage.labels(name)
    const named = await retire(['--version-id', current, '--compromised', '--json'])
    expect([named.exitCode, named.json]).toMatchObject([3, {error: {code: 'CREDENTIAL_IS_CURRENT'}}])
    await put(young)
    const same = await retire(['--compromised', '--allow', `retire:${young.accessKeyId.slice(-4)}`, '--json'])
    expect([same.exitCode, same.json, mutations(same)]).toMatchObject([3, {error: {code: 'CREDENTIAL_IS_CURRENT'}}, []])
  })

  it('ends nothing while the current credential does not work', async () => {
    const inactive = {UserName: userName, AccessKeyId: young.accessKeyId, Status: 'Inactive'} as const
    await iam.send(new UpdateAccessKeyCommand(inactive))
    await stage.pass(HOUR)
    const run = await retire(['--compromised', '--allow', `retire:${last4}`, '--json'])
    expect([run.exitCode, run.json, mutations(run)]).toMatchObject([3, {error: {code: 'CURRENT_NOT_PROVEN'}}, []])
  })

  it('ends nothing while a rotation is under way, of another user, or of a kind that nobody knows', async () => {
    const leaked = ['--compromised', '--allow', `retire:${last4}`, '--json']
    const codeOf = ({json}: SecrotRun) => (json as {error: {code: string}}).error.code
    const other = JSON.stringify({userName: 'somebody', ...old})
    const put = (text: string, labels: readonly string[]) =>
      stage.secrets.send(new PutSecretValueCommand({SecretId: name, SecretString: text, VersionStages: [...labels]}))
    await put(other, ['AWSPENDING'])
    const pending = await retire(leaked)
    const {AWSPENDING: id} = await stage.labels(name)
    await stage.move(name, 'AWSPENDING', id)
    await stage.secrets.send(new CreateSecretCommand({Name: 'prod/two', SecretString: other}))
    await stage.secrets.send(new PutSecretValueCommand({SecretId: 'prod/two', SecretString: valueOf(young)}))
    const two = await stage.run(['retire', 'prod/two', '--read-values', ...leaked])
    await put('a password', ['AWSCURRENT'])
    await put('another', ['AWSCURRENT'])
    const unknown = await retire(leaked)
    expect([pending, two, unknown].map(codeOf)).toEqual(['ROTATION_IN_PROGRESS', 'USER_UNKNOWN', 'KIND_UNKNOWN'])
    expect([pending, two, unknown].flatMap(mutations)).toEqual([])
    expect([pending, two, unknown].map(({exitCode}) => exitCode)).toEqual([3, 3, 3])
  })

  it('keeps the disabled key where the current one stops working meanwhile, and undo brings it back', async () => {
    let stopped: Promise<unknown> | undefined
    const inactive = {UserName: userName, AccessKeyId: young.accessKeyId, Status: 'Inactive'} as const
    const run = await retire(['--allow', `retire:${last4}`], {
      onOutput: ({stderr}) => {
        if (stderr.includes('is inactive')) stopped ??= stage.sandbox.call('iam', 'UpdateAccessKey', inactive)
      },
    })
    await stopped
    expect(run.stdout).toContain('is disabled, and kept: that the current credential works is not proven (exit 3)')
    expect([run.exitCode, mutations(run)]).toEqual([3, ['iam:UpdateAccessKey']])
    expect(await keys()).toEqual({[old.accessKeyId]: 'Inactive', [young.accessKeyId]: 'Inactive'})
    const [, runId = ''] = /Undo: secrot undo (\S+)\n/.exec(run.stderr) ?? []
    const undone = await stage.run(['undo', runId, '--yes', '--json'], {stateDir})
    expect([undone.exitCode, undone.json]).toMatchObject([0, {outcome: 'undone'}])
    expect(await keys()).toEqual({[old.accessKeyId]: 'Active', [young.accessKeyId]: 'Inactive'})
  })

  it('is not resumed by itself where only an answer said which credential it was', async () => {
    stage.sandbox.faults.set([{kind: 'connection-reset', operation: 'DeleteAccessKey'}])
    await retire([], {...terminal, answers: [name]})
    stage.sandbox.faults.clear()
    const runId = await newestRun(stateDir)
    await killRun(stateDir, runId, '{"kind":"outcome","id":2,')
    await stage.pass(HOUR)
    const resumed = await stage.run(['journal', 'resume', runId, '--yes'], {stateDir})
    expect(resumed.stderr).toContain('may be another credential by now')
    expect([resumed.exitCode, await keys()]).toMatchObject([3, {[old.accessKeyId]: 'Inactive'}])
  })

  it('is resumed after it died between disabling and deleting', async () => {
    stage.sandbox.faults.set([{kind: 'connection-reset', operation: 'DeleteAccessKey'}])
    const died = await retire(['--allow', `retire:${last4}`])
    stage.sandbox.faults.clear()
    expect([died.exitCode, await keys()]).toMatchObject([1, {[old.accessKeyId]: 'Inactive'}])
    const runId = await newestRun(stateDir)
    await killRun(stateDir, runId, '{"kind":"outcome","id":2,')
    await stage.pass(HOUR)
    const resumed = await stage.run(['journal', 'resume', runId, '--yes'], {stateDir})
    expect(resumed.stderr).toContain('not made  DeleteAccessKey')
    expect([resumed.exitCode, await keys()]).toEqual([0, {[young.accessKeyId]: 'Active'}])
    const undone = await stage.run(['undo', runId, '--yes', '--json'], {stateDir})
    expect([undone.exitCode, undone.json]).toMatchObject([3, {error: {code: 'UNDO_FORBIDDEN'}}])
  })

  it('goes on with a key that is disabled already', async () => {
    const inactive = {UserName: userName, AccessKeyId: old.accessKeyId, Status: 'Inactive'} as const
    await iam.send(new UpdateAccessKeyCommand(inactive))
    const run = await retire(['--allow', `retire:${last4}`])
    expect([run.exitCode, mutations(run)]).toEqual([0, ['iam:DeleteAccessKey']])
  })

  it('stops before it deletes a key that was used after it was planned', async () => {
    let used: Promise<void> | undefined
    const run = await retire([], {
      ...terminal,
      answers: [name],
      onOutput: ({stderr}) => {
        if (stderr.includes('for ever?')) used ??= use(old).then(() => stage.pass(5 * HOUR))
      },
    })
    await used
    expect(run.stderr).toContain('STATE_CHANGED')
    expect(run.exitCode).toBe(3)
  })

  it('changes nothing when another name is typed (exit 3), with --dry-run, and where nobody can answer (exit 2)', async () => {
    const declined = await retire([], {...terminal, answers: ['prod/ci']})
    const planned = await retire(['--dry-run'])
    const nobody = await retire(['--yes', '--allow', 'retire:0000'])
    const unread = await stage.run(['retire', name], {...terminal, answers: ['']})
    expect([declined.exitCode, planned.exitCode, nobody.exitCode, unread.exitCode]).toEqual([3, 0, 2, 3])
    expect(nobody.stderr).toContain(`--allow retire:${last4}`)
    expect([declined, planned, nobody, unread].flatMap(mutations)).toEqual([])
    expect(await keys()).toEqual({[old.accessKeyId]: 'Active', [young.accessKeyId]: 'Active'})
  })
})

describe('retire of an API key', () => {
  const name = 'prod/graphql/api-key'
  let apiId: string
  let old: string
  let young: string

  const valueOf = (apiKey: string): string => JSON.stringify({apiId, apiKey})
  const retire = (words: readonly string[]): Promise<SecrotRun> =>
    stage.run(['retire', name, '--read-values', '--allow', `retire:${old.slice(-4)}`, ...words], {stateDir})

  beforeEach(async () => {
    stage = await startDoctorStage()
    const {accountId, appsync} = stage.sandbox
    apiId = appsync.createApi({accountId, region: 'eu-central-1'}).apiId
    old = appsync.createKey(apiId, {expiresInDays: 90})
    young = appsync.createKey(apiId, {expiresInDays: 90})
    await stage.secrets.send(new CreateSecretCommand({Name: name, SecretString: valueOf(old)}))
    await stage.secrets.send(new PutSecretValueCommand({SecretId: name, SecretString: valueOf(young)}))
    await stage.pass(20 * DAY + 20 * 60_000)
  })

  afterEach(() => stage[Symbol.asyncDispose]())

  it('lets it end as early as AppSync takes it, and names it by its end and a part of its digest', async () => {
    const before = stage.sandbox.appsync.keys(apiId).find(({id}) => id === old)?.expires
    const run = await retire(['--json'])
    const [kept] = stage.sandbox.appsync.keys(apiId).filter(({id}) => id === old)
    expect((kept?.expires ?? 0) - stage.clock.now()).toBeLessThan(26 * HOUR)
    expect([run.exitCode, run.json]).toMatchObject([
      0,
      {outcome: 'retired', credential: {last4: old.slice(-4), apiId}, after: {answer: 'accepted'}},
    ])
    expect(breachesOf('retire', run.json)).toEqual([])
    expect(run.stdout + run.stderr).not.toContain(old)
    const again = await retire(['--json'])
    expect([again.json, mutations(again)]).toMatchObject([{outcome: 'already'}, []])
    const runId = await newestRun(stateDir)
    const undone = await stage.run(['undo', runId, '--yes', '--json'], {stateDir})
    expect([undone.exitCode, undone.json]).toMatchObject([0, {outcome: 'undone'}])
    expect(stage.sandbox.appsync.keys(apiId).find(({id}) => id === old)?.expires).toBe(before)
    const told = await stage.run(['journal', runId], {stateDir})
    expect([told.stdout, undone.stdout, undone.stderr].join()).not.toContain(old)
    expect(told.stdout).toContain(`UpdateApiKey  …${old.slice(-4)} ends 2026-`)
  })

  it('deletes one that has leaked at once', async () => {
    const run = await retire(['--compromised'])
    expect([run.exitCode, mutations(run)]).toEqual([0, ['appsync:DeleteApiKey']])
    expect(stage.sandbox.appsync.keys(apiId).map(({id}) => id)).toEqual([young])
    expect(run.stdout + run.stderr).not.toContain(old)
  })

  it('leaves one that was replaced within --unused-for, since AppSync does not tell who uses it', async () => {
    const run = await retire(['--unused-for', '30d', '--json'])
    expect([run.exitCode, run.json, mutations(run)]).toMatchObject([3, {error: {code: 'CREDENTIAL_IN_USE'}}, []])
  })

  it('counts from the last move of AWSCURRENT, not from when its value was written', async () => {
    const {AWSCURRENT: current = '', AWSPREVIOUS: previous = ''} = await stage.labels(name)
    await stage.move(name, 'AWSCURRENT', current, previous)
    const run = await retire(['--json', '--allow', `retire:${young.slice(-4)}`])
    expect([run.exitCode, run.json, mutations(run)]).toMatchObject([3, {error: {code: 'CREDENTIAL_IN_USE'}}, []])
  })

  it('tells the way back of each change', async () => {
    const run = await retire(['--dry-run', '--json'])
    expect(run.json).toMatchObject({
      changes: [{action: 'appsync:UpdateApiKey', undo: [expect.stringContaining('update-api-key')]}],
    })
  })
})
