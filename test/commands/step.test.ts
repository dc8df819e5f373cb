import {UpdateFunctionCodeCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {DeleteSecretCommand, UpdateSecretVersionStageCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, readdir, readFile, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'
import {name, startSteppedHook, type SteppedHook} from '../support/stepped-hook.ts'

let hook: SteppedHook
const terminal = {tty: {columns: 300}, env: {NO_COLOR: '1'}}

beforeEach(async () => {
  hook = await startSteppedHook()
})

afterEach(() => hook[Symbol.asyncDispose]())

const step = (flags: readonly string[] = [], options: RunSecrotOptions = {}): Promise<SecrotRun> =>
  hook.bench.run(['step', name, ...flags], options)
const trust = (): readonly string[] => ['--trust-handler', hook.code]
const sent = (): readonly string[] => hook.got.map(({Step}) => Step)
const invokes = (run: SecrotRun): number =>
  run.calledActions.filter(action => action === 'lambda:InvokeFunction').length
const fails = (message: string) => () => Promise.reject(Object.assign(new Error(message), {name: 'TargetError'}))

/** What the journal in `folder` holds of changes. */
async function journaled(folder: string): Promise<readonly Record<string, unknown>[]> {
  const files = await readdir(folder, {recursive: true, withFileTypes: true})
  const texts = await Promise.all(files.filter(f => f.isFile()).map(f => readFile(join(f.parentPath, f.name), 'utf8')))
  return texts.flatMap(text =>
    text.split('\n').flatMap(line => (line.startsWith('{"kind"') ? [JSON.parse(line) as Record<string, unknown>] : [])),
  )
}

describe('step, asked at each step', () => {
  it('says what a step lacks and risks and shows event and call before it asks', async () => {
    const run = await step(trust(), {...terminal, answers: ['q']})
    expect(run.stderr).toContain(
      `${name} · ${hook.pending.slice(0, 8)} is AWSPENDING, value stored · function hook-rotation, 30s, never rehearsed\n`,
    )
    expect(run.stderr).toContain('  ✔ createSecret    ▸ setSecret    · testSecret    · finishSecret\n')
    expect(run.stderr).toContain('without RotationToken (only AWS can issue one)')
    expect(run.stderr).toContain('hook-rotation was never rehearsed: what it does inside its own steps is its own.')
    expect(run.stderr).toContain(`who still holds ${hook.current.slice(0, 8)} would be refused\n`)
    expect(run.stderr).toContain(`"ClientRequestToken":"${hook.pending}"}\n`)
    expect(run.stderr).toContain('  aws       aws lambda invoke --function-name ')
    expect(run.stdout).toBe('○ stopped, nothing was sent (exit 3)\n')
    expect([run.exitCode, sent()]).toEqual([3, []])
  })

  it('sends the event without RotationToken, shows result and difference, and goes on to the next step', async () => {
    const run = await step(trust(), {...terminal, answers: ['n', 'n', 'y']})
    const {Step, SecretId, ClientRequestToken, ...more} = hook.got[0]!
    expect([Step, SecretId, ClientRequestToken, more]).toEqual(['setSecret', hook.arn, hook.pending, {}])
    expect(run.stdout).toMatch(/^ {2}result {4}ok, \d+ ms, billed \d+ ms, \d+ of 128 MB, request [0-9a-f]{8}\n/)
    expect(run.stdout).toContain('  changed   labels: nothing · value: nothing · target: not asked (--probe)\n')
    const [from, to] = [hook.current.slice(0, 8), hook.pending.slice(0, 8)]
    expect(run.stdout).toContain(`  changed   AWSCURRENT ${from} → ${to} · AWSPREVIOUS on ${from}\n`)
    expect(run.stdout).toMatch(
      new RegExp(`✔ finished ${name}: ${to} is in use. AWSPENDING beside AWSCURRENT is normal.`),
    )
    expect([run.exitCode, sent()]).toEqual([0, ['setSecret', 'testSecret', 'finishSecret']])
  })

  it('names exception, place and cause of a failure by the allow-list, and offers again and not next', async () => {
    hook.acts.testSecret = fails('the target answered 401 to canary-value')
    const run = await step([...trust(), '--from', 'testSecret'], {...terminal, answers: ['n', 'q']})
    expect(run.stdout).toMatch(/ {2}result {4}FAILED, \d+ ms, Unhandled: TargetError, request [0-9a-f]{8}\n/)
    expect(run.stdout).toMatch(/ {2}log {7}\d\d:\d\d:\d\d TargetError at testSecret/)
    expect(run.stdout).toMatch(/ {12}cause: the target answered 401 · \d+ more characters hidden \(--show-logs\)\n/)
    expect(run.stdout).toContain(`  changed   nothing; consumers read ${hook.current.slice(0, 8)} as before\n`)
    expect(run.stderr).toContain('? again [a], skip to [s], event [e], log [l], changes [c], stop [q]: q')
    expect(run.stdout + run.stderr).not.toContain('canary')
    expect(run.stderr).toContain('Next: secrot doctor prod/hook\n')
    expect(run.exitCode).toBe(3)
  })

  it('sends a step again, skips to another, and shows event, log and changes when asked', async () => {
    hook.acts.testSecret = fails('no')
    const mend = ({stderr}: {stderr: string}) => {
      if (stderr.includes('changes [c], stop [q]: c')) delete hook.acts.testSecret
    }
    const answers = ['s', 't', 'n', 'e', 'l', 'c', 'a', 'n', 'q']
    const run = await step(trust(), {...terminal, answers, onOutput: mend})
    expect(run.stderr).toContain('  event     {"Step":"testSecret",')
    expect(run.stderr).toMatch(/ {2}log {7}START RequestId: /)
    expect(run.stderr).toContain(
      '  since     this run began: labels: nothing · value: nothing · target: not asked (--probe)',
    )
    expect(sent()).toEqual(['testSecret', 'testSecret'])
    expect(run.stderr).toContain('? Send finishSecret? (y/N, --until finishSecret) n')
    expect(run.stdout).toContain('◐ stopped prod/hook after testSecret, which went well')
    expect(run.stderr).toContain(`Next: secrot step prod/hook --from finishSecret --trust-handler ${hook.code}\n`)
    expect(run.exitCode).toBe(0)
  })

  it('sends testSecret to a function that nobody trusts after a plain question, and no other step', async () => {
    const run = await step([], {...terminal, answers: ['s', 't', 'n', 'y', 'q']})
    expect(run.stderr).toContain(`  refused   this function was never rehearsed`)
    expect(run.stderr).toContain(`--trust-handler ${hook.code}\n`)
    expect(run.stderr).toContain('? skip to [s], stop [q]: s')
    expect(run.stderr).toContain('? hook-rotation was never rehearsed. Send testSecret all the same? (y/N, --yes) y')
    expect(run.stderr).not.toContain('Send finishSecret?')
    expect(sent()).toEqual(['testSecret'])
  })

  it('sends nothing when the labels moved between showing and sending (STATE_CHANGED, exit 3)', async () => {
    let moved: Promise<unknown> | undefined
    const run = await step(trust(), {
      ...terminal,
      answers: ['n'],
      onOutput: ({stderr}) => {
        if (!stderr.includes('stop [q]:')) return
        const move = {SecretId: hook.arn, VersionStage: 'MINE', MoveToVersionId: hook.current}
        moved ??= hook.bench.secrets.send(new UpdateSecretVersionStageCommand(move))
      },
    })
    await moved
    expect([run.exitCode, invokes(run)]).toEqual([3, 0])
    expect(run.stderr).toContain('STATE_CHANGED')
  })
})

describe('step in a script', () => {
  it('sends one step alone', async () => {
    const run = await step(['--only', 'setSecret', ...trust()])
    expect([run.exitCode, sent()]).toEqual([0, ['setSecret']])
    expect(run.stdout).toContain(`◐ stopped ${name} after setSecret, which went well`)
    expect(run.stdout).toContain(
      `Danger  setSecret was sent: the target may already want ${hook.pending}. Keep AWSPENDING.`,
    )
  })

  it('sends from one step up to and with another, the last question answered by the flag that names it', async () => {
    const run = await step(['--from', 'testSecret', '--until', 'finishSecret', ...trust()])
    expect([run.exitCode, sent()]).toEqual([0, ['testSecret', 'finishSecret']])
    expect((await hook.bench.labels(name))[hook.pending]).toContain('AWSCURRENT')
  })

  it('ends with 3 at the first step that fails', async () => {
    hook.acts.setSecret = fails('no')
    const run = await step(['--until', 'finishSecret', ...trust()])
    expect([run.exitCode, sent()]).toEqual([3, ['setSecret']])
    expect(run.stdout).toContain(`✖ failed: setSecret of ${name} (exit 3)\n`)
  })

  it('calls finishSecret failed that ends without error while AWSCURRENT stays (exit 3)', async () => {
    hook.acts.finishSecret = async () => undefined
    const run = await step(['--only', 'finishSecret', ...trust()])
    expect(run.exitCode).toBe(3)
    expect(run.stdout).toContain('it ended without error, and AWSCURRENT did not move')
  })

  it('says with createSecret that a value was stored, inferred where no value may be read', async () => {
    await hook[Symbol.asyncDispose]()
    hook = await startSteppedHook('createSecret')
    const run = await step(['--until', 'createSecret', ...trust()])
    expect(run.stderr).toMatch(/is AWSPENDING, (no value yet|value not known) · /)
    expect(run.stderr).toContain('  ▸ createSecret    · setSecret')
    expect(run.stdout).toContain(`value: stored in ${hook.pending} ~ · target: not asked (--probe)\n`)
    expect(run.calledActions).not.toContain('secretsmanager:GetSecretValue')
  })

  it('names what it could not read, and takes createSecret for not done then', async () => {
    await hook[Symbol.asyncDispose]()
    hook = await startSteppedHook('createSecret')
    const {iam, accountId} = hook.bench.sandbox
    const denied = ['cloudtrail:LookupEvents', 'secretsmanager:ListSecretVersionIds', 'secretsmanager:GetSecretValue']
    const Statement = [
      {Effect: 'Allow', Action: '*', Resource: '*'},
      {Effect: 'Deny', Action: denied, Resource: '*'},
    ]
    const policies = {most: {Version: '2012-10-17', Statement}}
    const key = iam.addUser({accountId, userName: 'reader', policies})
    const env = {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}
    const run = await step(['--until', 'createSecret', '--read-values', ...trust()], {env})
    expect(run.stderr).toContain('is AWSPENDING, value not known ·')
    expect(run.stderr).toContain('Not read: versions of prod/hook (secretsmanager:ListSecretVersionIds)\n')
    expect(run.stderr).toContain('Not read: events of eu-central-1 (cloudtrail:LookupEvents)\n')
    expect(run.stdout).toContain('value: not read (secretsmanager:GetSecretValue) · target: not asked (--probe)\n')
    expect([run.exitCode, sent()]).toEqual([0, ['createSecret']])
  })

  it('says the shape of what was stored with --read-values, and no part of it', async () => {
    await hook[Symbol.asyncDispose]()
    hook = await startSteppedHook('createSecret')
    const run = await step(['--only', 'createSecret', '--read-values', ...trust()])
    expect(run.stdout).toContain(
      `value: stored in ${hook.pending}, JSON object, 38 bytes · target: not asked (--probe)\n`,
    )
    expect(run.stdout + run.stderr).not.toContain('canary')
  })

  it('names after testSecret alone the trust that the rest of a function never rehearsed wants', async () => {
    const run = await step(['--only', 'testSecret', '--yes'])
    const next = `secrot step prod/hook --from finishSecret --trust-handler ${hook.code}`
    expect(run.stderr).toContain(`Next: ${next}\n`)
  })

  it('shows what the function wrote with --show-logs after a warning, values that were read masked', async () => {
    hook.acts.testSecret = async (_, context) => context.log('asks with canary-value on port 8443')
    const only = ['--only', 'testSecret', ...trust()]
    const plain = await step(only)
    expect(plain.stdout).toContain('  log       1 line, 35 more characters hidden (--show-logs)\n')
    const shown = await step([...only, '--show-logs', '--read-values'])
    expect(shown.stderr).toContain('--show-logs shows what the function wrote, secrets too')
    expect(shown.stdout).toContain('asks with [masked] on port 8443\n')
  })

  it('shows events and calls with --dry-run and sends nothing, trusted or not', async () => {
    const run = await step(['--until', 'finishSecret', '--dry-run'])
    expect(run.stderr.match(/ {2}aws {7}aws lambda invoke /g)).toHaveLength(3)
    expect(run.stderr).toContain('  undo      aws secretsmanager update-secret-version-stage ')
    expect(run.stdout).toBe('○ planned, nothing was sent (--dry-run)\n')
    expect([run.exitCode, sent()]).toEqual([0, []])
  })

  it('journals each step before it is sent, with the way back of finishSecret', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'secrot-step-'))
    await step(['--from', 'testSecret', '--until', 'finishSecret', ...trust()], {stateDir})
    const entries = (await journaled(stateDir)).filter(({kind}) => kind === 'intent' || kind === 'outcome')
    expect(entries.map(({kind, outcome}) => outcome ?? kind)).toEqual(['intent', 'done', 'intent', 'done'])
    const request = {Payload: {Step: 'finishSecret', SecretId: hook.arn, ClientRequestToken: hook.pending}}
    const undo = [expect.stringContaining(`--move-to-version-id ${hook.current}`)]
    expect(entries[2]).toMatchObject({action: 'lambda:InvokeFunction', request, undo})
    expect(JSON.stringify(entries)).not.toContain('canary')
  })

  it('says when no reply came that the function may go on (exit 1), and journals that it is not known', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'secrot-step-'))
    hook.bench.sandbox.faults.set([{kind: 'lost-reply', operation: 'Invoke', times: 1}])
    const run = await step(['--until', 'testSecret', ...trust()], {stateDir})
    expect(run.exitCode).toBe(1)
    expect(run.stdout).toContain('UNKNOWN, no reply came: the function may have ended, or may go on')
    expect(sent()).toEqual(['setSecret'])
    expect(await journaled(stateDir)).toContainEqual(expect.objectContaining({kind: 'outcome', outcome: 'unknown'}))
  })

  it('says with Ctrl-C that the function may go on, and ends with 130', async () => {
    const interrupt = new AbortController()
    hook.acts.setSecret = async () => interrupt.abort()
    const stateDir = await mkdtemp(join(tmpdir(), 'secrot-step-'))
    const run = await step(['--until', 'testSecret', ...trust()], {interrupt: interrupt.signal, stateDir})
    expect(run.exitCode).toBe(130)
    expect(run.stdout).toMatch(
      /interrupted while setSecret of prod\/hook ran: the function may go on until \d\d:\d\d:\d\dZ/,
    )
    expect(sent()).toEqual(['setSecret'])
    expect(await journaled(stateDir)).toContainEqual(expect.objectContaining({kind: 'outcome', outcome: 'unknown'}))
  })

  it('says with Ctrl-C at the question after a step what that step may have left', async () => {
    const run = await step(trust(), {...terminal, answers: ['n', '\u0003']})
    expect(run.exitCode).toBe(130)
    expect(run.stdout).toContain('interrupted between two steps of prod/hook; nothing runs (exit 130)\n')
    expect(run.stdout).toContain('Danger  setSecret was sent')
  })

  it('asks the target after each step with --probe, and takes the way of asking into the next command', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'secrot-step-'))
    const probe = join(folder, 'takes-the-new')
    await writeFile(probe, '#!/bin/sh\ngrep -q canary-value && exit 0\nexit 20\n', {mode: 0o755})
    const run = await step(['--only', 'setSecret', '--probe', probe, ...trust()])
    expect(run.stderr).toContain('Probe ')
    expect(run.stderr).toContain('reads the value of 2 versions (GetSecretValue) and passes it on standard input.')
    expect(run.stdout).toContain(` · target: accepts ${hook.pending}, rejects ${hook.current}\n`)
    expect(run.stderr).toContain(`--from testSecret --probe ${probe} --trust-handler ${hook.code}\n`)
    const json = await step(['--only', 'finishSecret', '--probe', probe, '--json', ...trust()])
    const answers = [{versionId: hook.pending, label: 'AWSCURRENT', answer: 'accepted', reason: null}]
    expect(json.json).toMatchObject({steps: [{changes: {target: {asked: true, answers}}}]})
    expect(breachesOf('step', json.json)).toEqual([])
    expect(run.stdout + run.stderr + json.stdout).not.toContain('canary')
  })

  it('asks no target whose values it may not read, and names the flag', async () => {
    const run = await step(['--only', 'testSecret', '--target', 'none', ...trust()])
    expect(run.stdout).toContain('target: not asked (--read-values)\n')
    expect(run.calledActions).not.toContain('secretsmanager:GetSecretValue')
  })

  it('keeps the result of a step after which nobody could look', async () => {
    hook.acts.testSecret = async () => {
      hook.bench.sandbox.faults.set([{kind: 'connection-reset', operation: 'DescribeSecret'}])
    }
    const run = await step(['--only', 'testSecret', ...trust()])
    hook.bench.sandbox.faults.set([])
    expect(run.stderr).toContain('Nobody could look what testSecret changed: ')
    expect(run.stdout).toMatch(/ {2}result {4}ok, /)
    expect(run.stdout).toContain('  changed   not known: nobody looked any more\n')
  })

  it('warns that AWS may be sending steps itself while the secret has changed lately', async () => {
    expect((await step(['--dry-run'])).stderr).not.toContain('AWS may still be sending steps')
    const move = {SecretId: hook.arn, VersionStage: 'MINE', MoveToVersionId: hook.current}
    await hook.bench.secrets.send(new UpdateSecretVersionStageCommand(move))
    expect((await step(['--dry-run'])).stderr).toContain('so AWS may still be sending steps of this rotation itself')
  })
})

describe('step --json', () => {
  it('is one object with the same members for every step, sent, failed and planned', async () => {
    hook.acts.testSecret = fails('the target answered 503')
    const planned = await step(['--until', 'finishSecret', '--dry-run', '--json'])
    const failed = await step(['--until', 'finishSecret', '--json', ...trust()])
    delete hook.acts.testSecret
    const done = await step(['--from', 'testSecret', '--until', 'finishSecret', '--read-values', '--json', ...trust()])
    const steps = [planned, failed, done].flatMap(run => (run.json as {steps: object[]}).steps)
    for (const run of [planned, failed, done]) expect(breachesOf('step', run.json)).toEqual([])
    for (const each of steps) expect(Object.keys(each)).toEqual(Object.keys(steps[0]!))
    expect(failed.json).toMatchObject({
      outcome: 'failed',
      exitCode: 3,
      versionId: hook.pending,
      function: {trusted: true, codeSha256: hook.code},
      steps: [
        {step: 'setSecret', outcome: 'ok', failure: null, changes: {labels: [], value: {kind: 'nothing'}}},
        {
          step: 'testSecret',
          outcome: 'failed',
          failure: {exceptionClass: 'TargetError', cause: 'the target answered 503'},
        },
      ],
    })
    expect(done.json).toMatchObject({
      outcome: 'finished',
      exitCode: 0,
      steps: [{}, {changes: {labels: [{label: 'AWSCURRENT', from: hook.current, to: hook.pending}, {}]}}],
    })
    expect(planned.json).toMatchObject({outcome: 'planned', steps: [{outcome: 'planned', requestId: null}, {}, {}]})
  })
})

describe('step is refused', () => {
  /** Exit code and the two lines of a refusal; nothing was sent. */
  async function refusal(flags: readonly string[], secret = name): Promise<string> {
    const run = await hook.bench.run(['step', secret, ...flags])
    expect([run.exitCode, run.stdout, invokes(run)]).toEqual([3, '', 0])
    return run.stderr
  }

  it('for a function that nobody trusts, before any step is sent, with the command that trusts it', async () => {
    const said = await refusal(['--from', 'testSecret', '--until', 'finishSecret'])
    expect(said).toContain('HANDLER_NOT_TRUSTED: hook-rotation was never rehearsed, so finishSecret of prod/hook')
    expect(said).toContain(
      `secrot step prod/hook --from testSecret --until finishSecret --trust-handler ${hook.code}\n`,
    )
    expect(await refusal(['--only', 'setSecret', '--trust-handler', 'other'])).toContain('HANDLER_NOT_TRUSTED')
    expect(await refusal(['--only', 'createSecret', '--yes'])).toContain('HANDLER_NOT_TRUSTED')
  })

  it('when the code was deployed anew after it was trusted and before the step is sent', async () => {
    const lambda = new LambdaClient(hook.bench.sandbox.config)
    const ZipFile = zipFiles({'index.mjs': 'export const handler = async () => {}\n// another'})
    let deployed: Promise<unknown> | undefined
    const run = await step(trust(), {
      ...terminal,
      answers: ['n'],
      onOutput: ({stderr}) => {
        if (stderr.includes('stop [q]:'))
          deployed ??= lambda.send(new UpdateFunctionCodeCommand({FunctionName: 'hook-rotation', ZipFile}))
      },
    })
    await deployed
    lambda.destroy()
    expect([run.exitCode, invokes(run)]).toEqual([3, 0])
    expect(run.stderr).toContain('STATE_CHANGED: code is')
  })

  it('while rotation is off, and leads to doctor', async () => {
    await hook.bench.cancel(name)
    const said = await refusal(['--only', 'testSecret', '--yes'])
    expect(said).toContain('ROTATION_OFF: Rotation of prod/hook is off')
    expect(said).toContain('See what is left: secrot doctor prod/hook\n')
  })

  it('for a version that is current already, that has no AWSPENDING, and that has no label', async () => {
    const current = await refusal(['--only', 'testSecret', '--yes', '--version-id', hook.current.slice(0, 8)])
    expect(current).toContain(`VERSION_IS_CURRENT: ${hook.current} is AWSCURRENT already`)
    expect(current).toContain(`The one that is pending: secrot step prod/hook --version-id ${hook.pending}\n`)
    await step(['--only', 'finishSecret', ...trust()])
    const previous = await refusal(['--only', 'testSecret', '--yes', '--version-id', 'AWSPREVIOUS'])
    expect(previous).toContain(`VERSION_NOT_PENDING: ${hook.current} has AWSPREVIOUS and not AWSPENDING`)
    expect(previous).toContain('Start one: secrot rotate prod/hook\n')
    await hook.bench.put(name, 'by hand')
    const bare = await refusal(['--only', 'testSecret', '--yes', '--version-id', hook.current])
    expect(bare).toContain(`VERSION_NOT_PENDING: ${hook.current} has no label, so`)
  })

  it('where nothing is pending, and says how a rotation begins whose pending version is the function’s', async () => {
    await step(['--only', 'finishSecret', ...trust()])
    const said = await refusal(['--only', 'testSecret', '--yes'])
    expect(said).toContain('NOTHING_PENDING: Nothing is pending in prod/hook. A rotation that AWS accepts begins with')
    expect(said).toContain('Start one: secrot rotate prod/hook\n')
  })

  it('without a rotation function, for a secret of another service, and for one that is to be deleted', async () => {
    await hook.bench.secret('prod/plain')
    expect(await refusal(['--only', 'testSecret'], 'prod/plain')).toContain('NO_ROTATION_FUNCTION')
    const {accountId, region} = hook.bench.sandbox
    const owned = {accountId, region, name: 'rds!cluster-4f1c', owningService: 'rds', value: 'canary-value'}
    hook.bench.sandbox.seedServiceOwnedSecret({...owned, rules: {AutomaticallyAfterDays: 7}})
    const said = await refusal(['--only', 'testSecret'], 'rds!cluster-4f1c')
    expect(said).toContain('OWNED_BY_SERVICE')
    expect(said).toContain('aws rds modify-db-cluster')
    await hook.bench.secrets.send(new DeleteSecretCommand({SecretId: name}))
    expect(await refusal(['--only', 'testSecret'])).toContain('SECRET_DELETED')
  })
})

describe('step without a terminal', () => {
  it('names the flags that say which step, before it looks at anything (exit 2)', async () => {
    const run = await step()
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('--only STEP')])
    expect(run.calledActions).toEqual([])
    expect((await step(['--from', 'testSecret', '--json'])).exitCode).toBe(2)
  })

  it('names --yes for the plain question before testSecret (exit 2)', async () => {
    const run = await step(['--only', 'testSecret'])
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('--yes')])
    const yes = await step(['--only', 'testSecret', '--yes'])
    expect([yes.exitCode, sent()]).toEqual([0, ['testSecret']])
  })

  it('takes no order backwards, no unknown step and no two ways at once (exit 2)', async () => {
    const backwards = await step(['--from', 'finishSecret', '--until', 'setSecret', ...trust()])
    expect([backwards.exitCode, backwards.stderr]).toEqual([2, expect.stringContaining('comes before finishSecret')])
    expect((await step(['--only', 'CreateSecret'])).exitCode).toBe(2)
    expect((await step(['--only', 'testSecret', '--until', 'testSecret'])).exitCode).toBe(2)
    expect(sent()).toEqual([])
  })

  it('ends with 5 for a caller who may not invoke the function', async () => {
    const {iam, accountId} = hook.bench.sandbox
    const Statement = [
      {Effect: 'Allow', Action: '*', Resource: '*'},
      {Effect: 'Deny', Action: 'lambda:InvokeFunction', Resource: '*'},
    ]
    const policies = {most: {Version: '2012-10-17', Statement}}
    const key = iam.addUser({accountId, userName: 'reader', policies})
    const env = {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}
    const run = await step(['--only', 'testSecret', '--yes'], {env})
    expect([run.exitCode, run.stderr]).toEqual([5, expect.stringContaining('lambda:InvokeFunction')])
  })
})
