import {CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {Flags} from '@oclif/core'
import {chmod, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {stripVTControlCharacters} from 'node:util'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {BaseCommand} from '../../../src/lib/cli/base-command.ts'
import {awsFlags, changeFlags, secretArg} from '../../../src/lib/cli/flags.ts'
import {EXIT} from '../../../src/lib/errors.ts'
import {listRuns, readRun} from '../../../src/lib/journal/read.ts'
import {mutate, mutateActions} from '../../../src/lib/operations/mutate.ts'
import {resolveSecret, resolveSecretActions} from '../../../src/lib/operations/resolve-secret.ts'
import {dateTime} from '../../../src/lib/output/time.ts'
import {runSecrot, type RunSecrotOptions, type SecrotRun} from '../../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

/** Looks at a secret. */
class Look extends BaseCommand {
  static override args = {secret: secretArg}
  static override flags = {...awsFlags, undeclared: Flags.boolean()}
  static override actions = [...resolveSecretActions]

  async run(): Promise<{arn: string; now: string}> {
    const {args, flags} = await this.parse(Look)
    const context = await this.context(flags, {secrets: args.secret === undefined ? [] : [args.secret]})
    const {arn, scope, accountId} = await resolveSecret(context, await this.secret(context, args.secret))
    if (flags.undeclared) await context.caller()
    this.header({accountId, region: scope.region, endpointUrl: scope.endpointUrl})
    const result = {arn, now: dateTime(context.clock.now())}
    this.show(({now}) => now, result)
    return result
  }
}

/** Moves a custom label onto the current version. */
class Label extends BaseCommand {
  static override args = {secret: secretArg}
  static override flags = {...awsFlags, ...changeFlags}
  static override actions = [...resolveSecretActions, ...mutateActions, 'secretsmanager:UpdateSecretVersionStage']

  async run(): Promise<object> {
    const {args, flags} = await this.parse(Label)
    const context = await this.context(flags, {changes: flags})
    const {arn, scope, description} = await resolveSecret(context, args.secret ?? '')
    const [to = ''] = description.staging.keys()
    const outcome = await mutate(
      context,
      {
        action: 'secretsmanager:UpdateSecretVersionStage',
        resource: arn,
        scope,
        request: {VersionStage: 'CANARY', MoveToVersionId: to},
        summary: `CANARY → ${to}`,
        aws: 'aws secretsmanager update-secret-version-stage …',
        hits: 'nobody',
        undo: {kind: 'none', because: 'a test'},
        fingerprint: arn,
        readFingerprint: () => Promise.resolve(arn),
        send: mutations => mutations.secrets.moveLabel({arn, label: 'CANARY', to}),
      },
      {dryRun: flags['dry-run'], ask: {message: 'Move it?', answeredBy: '--yes', answer: flags.yes ? true : undefined}},
    )
    if (outcome.kind === 'declined') this.exitWith(EXIT.unsafe)
    return {outcome: outcome.kind}
  }
}

const commands = {look: Look, label: Label}
let sandbox: TestSandbox
let folder: string

beforeEach(async () => {
  sandbox = await startTestSandbox()
  folder = await mkdtemp(join(tmpdir(), 'secrot-context-'))
})

afterEach(async () => {
  await sandbox.stop()
  await chmod(folder, 0o700)
  await rm(folder, {recursive: true, force: true})
})

function run(argv: readonly string[], options: RunSecrotOptions = {}): Promise<SecrotRun> {
  return runSecrot(argv, {sandbox, commands, ...options})
}

async function create(name: string): Promise<string> {
  const sdk = new SecretsManagerClient(sandbox.config)
  const {ARN: arn = ''} = await sdk.send(new CreateSecretCommand({Name: name, SecretString: 'x'}))
  await sdk.send(new PutSecretValueCommand({SecretId: arn, SecretString: 'y'}))
  sdk.destroy()
  return arn
}

describe('SECRET', () => {
  it('is resolved with exactly one call, by name, ARN and partial ARN', async () => {
    const arn = await create('prod/api')
    for (const typed of ['prod/api', arn, arn.slice(0, -7)]) {
      const {json, calledActions} = await run(['look', typed, '--json'])
      expect(json).toMatchObject({arn})
      expect(calledActions).toEqual(['secretsmanager:DescribeSecret'])
    }
  })

  it('brings its region with its ARN, over the one of the environment', async () => {
    const arn = await create('prod/api')
    const {json} = await run(['look', arn, '--json'], {env: {AWS_REGION: 'us-east-1'}})
    expect(json).toMatchObject({arn})
    expect((await run(['look', 'prod/api'], {env: {AWS_REGION: 'us-east-1'}})).stderr).toContain('SECRET_NOT_FOUND')
  })

  it('may be chosen from a picker in a terminal: type to filter, Enter', async () => {
    for (const name of ['prod/a', 'prod/b', 'test/a']) await create(name)
    const {stdout, stderr, exitCode} = await run(['look'], {tty: {columns: 100}, answers: ['prod/b']})
    expect(exitCode).toBe(0)
    expect(stdout).not.toBe('')
    expect(stderr).toContain('Which secret?')
    expect(stderr).toContain('prod/b')
  })

  it('is offered with the columns of status, and where AWSPENDING was left', async () => {
    const arn = await create('prod/left')
    await create('prod/a')
    const sdk = new SecretsManagerClient(sandbox.config)
    const pending = {SecretId: arn, SecretString: 'z', VersionStages: ['AWSPENDING']}
    const {VersionId: id = ''} = await sdk.send(new PutSecretValueCommand(pending))
    sdk.destroy()
    const {stderr} = await run(['look'], {tty: {columns: 100}, env: {NO_COLOR: '1'}, answers: ['prod']})
    const rows = stripVTControlCharacters(stderr)
      .split('\n')
      .map(row => row.trimEnd())
    expect(rows).toContain('  SECRET     IN USE  ROTATED  NEXT BY')
    expect(rows).toContain('❯ prod/a         0s    never  –')
    expect(rows).toContain(`  prod/left      0s    never  –        AWSPENDING on ${id.slice(0, 8)}`)
  })

  it('that nobody chooses ends with 3, and nothing was done', async () => {
    await create('prod/a')
    const {exitCode, stderr} = await run(['look'], {tty: {columns: 100}, answers: ['\u001b']})
    expect(stderr).toContain('DECLINED')
    expect(exitCode).toBe(3)
  })
})

describe('an action that the command does not declare', () => {
  it('fails the test that runs it', async () => {
    await create('prod/api')
    await expect(run(['look', 'prod/api', '--undeclared'])).rejects.toThrow('sts:GetCallerIdentity')
  })
})

describe('now', () => {
  it("is the endpoint's time when the machine's clock is off by more than five minutes, and that is said", async () => {
    await create('prod/api')
    await sandbox.clock.advance(30 * 86_400_000)
    const {stdout, stderr} = await run(['look', 'prod/api'])
    expect(stdout.slice(0, 10)).toBe(new Date(sandbox.clock.now()).toISOString().slice(0, 10))
    expect(stderr).toContain(`The clock of this machine is 43200 minutes behind ${sandbox.url}`)
    const {json} = await run(['look', 'prod/api', '--json'])
    const {startedAt, endedAt} = json as {startedAt: string; endedAt: string}
    expect(Date.parse(endedAt) - Date.parse(startedAt)).toBeLessThan(86_400_000)
  })

  it("is the machine's time otherwise", async () => {
    await create('prod/api')
    const {stderr} = await run(['look', 'prod/api'])
    expect(stderr).not.toContain('clock')
  })
})

describe('the scope', () => {
  it('takes region and endpoint from the profile, and shows an endpoint that is not AWS', async () => {
    const config = join(folder, 'config')
    const {accessKeyId, secretAccessKey} = sandbox.credentials
    await writeFile(
      config,
      `[profile test]\nregion = eu-central-1\nendpoint_url = ${sandbox.url}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    )
    await create('prod/api')
    const {stderr, exitCode} = await runSecrot(['look', 'prod/api', '--profile', 'test'], {
      commands,
      env: {AWS_CONFIG_FILE: config},
    })
    expect(stderr).toContain(`111122223333 · eu-central-1 · ${sandbox.url}`)
    expect(exitCode).toBe(0)
  })

  it('takes the endpoint of --endpoint-url over that of the environment', async () => {
    await create('prod/api')
    const {exitCode} = await run(['look', 'prod/api', '--endpoint-url', sandbox.url], {
      env: {AWS_ENDPOINT_URL: 'http://127.0.0.1:1'},
    })
    expect(exitCode).toBe(0)
    const {stderr} = await run(['look', 'prod/api', '--endpoint-url', 'http://127.0.0.1:1'])
    expect(stderr).toContain('UNREACHABLE: http://127.0.0.1:1')
  })
})

describe('Ctrl-C', () => {
  it('ends a read with 130', async () => {
    await create('prod/api')
    const abort = new AbortController()
    abort.abort()
    const {exitCode, stderr} = await run(['look', 'prod/api'], {interrupt: abort.signal})
    expect(exitCode).toBe(130)
    expect(stderr).toContain('INTERRUPTED')
  })
})

describe('a command that changes something', () => {
  it('leaves one journal file with its whole story', async () => {
    const arn = await create('prod/api')
    const {exitCode, json, stderr} = await run(['label', 'prod/api', '--yes', '--json'], {stateDir: folder})
    expect(json).toMatchObject({outcome: 'done'})
    expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''})
    const [runId = ''] = await listRuns(folder)
    const journaled = await readRun(folder, runId)
    expect(journaled.state).toBe('ended')
    expect(journaled.entries).toMatchObject([
      {
        kind: 'run',
        command: 'label',
        account: '111122223333',
        region: 'eu-central-1',
        caller: 'arn:aws:iam::111122223333:root',
      },
      {kind: 'intent', id: 1, resource: arn, request: {VersionStage: 'CANARY'}},
      {kind: 'outcome', id: 1, outcome: 'done'},
      {kind: 'end', exitCode: 0},
    ])
  })

  it('shows what it would do with --dry-run, and neither asks nor journals', async () => {
    await create('prod/api')
    const {stderr, exitCode, calledActions} = await run(['label', 'prod/api', '--dry-run'], {stateDir: folder})
    expect(exitCode).toBe(0)
    expect(stderr).toContain('  does  secretsmanager:UpdateSecretVersionStage on arn:')
    expect(calledActions).not.toContain('secretsmanager:UpdateSecretVersionStage')
    expect(await readdir(folder)).toEqual([])
  })

  it('changes nothing and ends with 3 when the question is declined', async () => {
    await create('prod/api')
    const {exitCode, calledActions} = await run(['label', 'prod/api'], {tty: {columns: 100}, answers: ['']})
    expect(exitCode).toBe(3)
    expect(calledActions).not.toContain('secretsmanager:UpdateSecretVersionStage')
  })

  it('asks AWS nothing at all when its journal cannot be written', async () => {
    await create('prod/api')
    await chmod(folder, 0o777)
    const {exitCode, stderr, calledActions} = await run(['label', 'prod/api', '--yes'], {stateDir: folder})
    expect(exitCode).toBe(1)
    expect(stderr).toContain('JOURNAL_NOT_WRITABLE')
    expect(calledActions).toEqual([])
  })

  it('acts with --no-journal and says what is lost', async () => {
    await create('prod/api')
    await chmod(folder, 0o777)
    const {exitCode, stderr} = await run(['label', 'prod/api', '--yes', '--no-journal'], {stateDir: folder})
    expect(exitCode).toBe(0)
    expect(stderr).toContain('! No journal is kept: this run cannot be undone by secrot')
  })

  it('is journaled as unknown when the reply was lost, although it took effect', async () => {
    await create('prod/api')
    sandbox.faults.set([{kind: 'lost-reply', operation: 'UpdateSecretVersionStage'}])
    const {json} = await run(['label', 'prod/api', '--yes', '--json'], {stateDir: folder})
    expect(json).toMatchObject({outcome: 'unknown'})
    const [runId = ''] = await listRuns(folder)
    expect((await readRun(folder, runId)).changes).toMatchObject([
      {outcome: {outcome: 'unknown', error: 'UNREACHABLE'}},
    ])
  })

  it('whose reader went away finishes its change, journals it and ends with 0', async () => {
    await create('prod/api')
    const {exitCode} = await run(['label', 'prod/api', '--yes', '--json'], {stateDir: folder, closeStdoutAfter: 1})
    expect(exitCode).toBe(0)
    const [runId = ''] = await listRuns(folder)
    expect((await readRun(folder, runId)).changes).toMatchObject([{outcome: {outcome: 'done'}}])
  })
})
