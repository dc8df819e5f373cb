import {RotateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {writeFileSync} from 'node:fs'
import {mkdtemp} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {rotationSteps} from '../../src/lib/rotation/secret.ts'
import {startRotators, type RotatorBench, type RotatorWishes} from '../support/node-rotator.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

let bench: RotatorBench

beforeEach(async () => {
  bench = await startRotators({
    switches: {rotationAttempts: 2, rotationRetryDelayMs: 10_000, stepDelayMs: 3000, trailDelayMs: 20_000},
  })
})

afterEach(() => bench[Symbol.asyncDispose]())

const name = 'prod/orders/db'
const watched = ['rotate', name, '--watch', '--yes', '--settle', '30s']

async function aSecret(wishes: RotatorWishes = {}, secret = name): Promise<void> {
  await bench.secret(secret, await bench.rotator(`${secret.replaceAll('/', '-')}-rotation`, wishes))
}

interface Answer {
  readonly versionId: string
  readonly verdict: string
  readonly exitCode: number
  readonly end: {readonly attempts?: number; readonly step?: string; readonly text?: string; readonly risk?: string}
  readonly timeline: readonly {
    readonly kind: string
    readonly step?: string
    readonly certain?: boolean
    readonly text?: string
  }[]
}

const answerOf = (run: SecrotRun): Answer => run.json as Answer

/** The values that the handlers write begin with it; nothing that is printed may hold one. */
function expectNoValue(run: SecrotRun): void {
  expect(run.stdout + run.stderr).not.toContain('canary')
}

/** Waits for a text to be printed, then does something, once. */
function when(
  text: string,
  act: () => Promise<void>,
): {onOutput: (written: {stdout: string}) => void; done: () => Promise<void>} {
  let acted: Promise<void> | undefined
  return {
    onOutput: ({stdout}) => {
      if (stdout.includes(text)) acted ??= act()
    },
    done: async () => {
      expect(acted, `"${text}" was never printed`).toBeDefined()
      await acted
    },
  }
}

describe('a rotation whose function fails', () => {
  it.each(rotationSteps)('in %s is news at once and a verdict only after silence', async step => {
    await aSecret({environment: {FAIL_STEP: step, SAYS_STEP: '1'}})
    const run = await bench.run([...watched, '--json'])
    const {verdict, end, timeline, exitCode} = answerOf(run)
    expect([run.exitCode, exitCode, verdict]).toEqual([3, 3, 'failed'])
    expect(end).toMatchObject({
      attempts: 2,
      step,
      text: expect.stringMatching(/^TargetError at index\.mjs:\d+:\d+: the target answered 401$/) as unknown,
    })
    expect(timeline.filter(line => line.kind === 'attempt-failed')).toHaveLength(1)
    expect(timeline.at(-1)?.kind).toBe('quiet')
    expect(end.risk).toBe({createSecret: 'no', setSecret: 'maybe', testSecret: 'set', finishSecret: 'set'}[step])
    expectNoValue(run)
  })

  it('by its time limit is told in the words of the platform', async () => {
    await aSecret({environment: {SLOW_STEP: 'testSecret', SLOW_MS: '5000'}, timeoutSeconds: 1})
    const run = await bench.run(watched)
    expect(run.stdout).toMatch(/ {2}testSecret {4}failed 1\.\ds ~ +Task timed out after 1\.00 seconds$/m)
    expect(run.stdout).toMatch(
      /^ +attempt 1 failed, no verdict: AWS may try again; waiting for 30s without a sign \(--settle\)$/m,
    )
    expect(run.stdout).toMatch(/ {2}testSecret {4}failed 1\.\ds ~ +the same, attempt 2 \(earlier steps ok again\)$/m)
    expect(run.stdout).toMatch(
      /^✖ failed: testSecret failed in 2 attempts; consumers read \S{36} as before \(exit 3\)$/m,
    )
    expect(run.stdout).toMatch(
      /^ {2}Danger {2}setSecret ended without error: the target may already want \S{36}\. Keep AWSPENDING\.$/m,
    )
    expect(run.exitCode).toBe(3)
  })

  it('and then succeeds is a success: a failed attempt is no verdict', async () => {
    await aSecret({environment: {FAIL_STEP: 'testSecret', FAIL_FILE: '/tmp', SAYS_STEP: '1'}})
    const healed = await bench.run([...watched, '--json'])
    expect(answerOf(healed).verdict).toBe('succeeded')
  })

  it('with --fail-fast ends the watch at the first failure and says that AWS may go on', async () => {
    await aSecret({environment: {FAIL_STEP: 'setSecret', SAYS_STEP: '1'}})
    const run = await bench.run([...watched, '--fail-fast'])
    expect(run.stdout).toMatch(/^✖ failed: setSecret failed in 1 attempt; .*\(--fail-fast\) \(exit 3\)$/m)
    expect(run.stdout).toContain('AWS     may go on with further attempts')
    expect(run.stdout).not.toContain('no verdict')
    expect(run.exitCode).toBe(3)
  })
})

describe('somebody interferes', () => {
  const telling = {environment: {SAYS_STEP: '1'}, timeoutSeconds: 10}

  it('with a value written by hand: abandoned, and the value that may be live is named', async () => {
    await aSecret(telling)
    const interfere = when('setSecret', () => bench.put(name, 'by hand'))
    const run = await bench.run(watched, {onOutput: interfere.onOutput})
    await interfere.done()
    expect(run.stdout).toMatch(
      /^✖ abandoned: \S{36} lost AWSPENDING without getting AWSCURRENT; consumers read \S{36} \(exit 3\)$/m,
    )
    expect(run.stdout).toMatch(
      /^ {2}Danger {2}setSecret ended without error: the target may want \S{36}, which no label keeps any more\.$/m,
    )
    expect(run.exitCode).toBe(3)
  })

  it('by switching rotation off: cancelled, once a step that was under way has had its time', async () => {
    await aSecret(telling)
    const interfere = when('setSecret', () => bench.cancel(name))
    const run = await bench.run(watched, {onOutput: interfere.onOutput})
    await interfere.done()
    expect(run.stdout).toMatch(/ {2}off {11}rotation was switched off; a step under way has 10s to end$/m)
    expect(run.stdout).toMatch(
      /^✖ cancelled: rotation of prod\/orders\/db went off; AWSPENDING stays on \S{36}; consumers read \S{36} as before \(exit 3\)$/m,
    )
    expect(run.exitCode).toBe(3)
  })

  it('with Ctrl-C: the rotation runs on, and the way back is said and leads back', async () => {
    await aSecret(telling)
    const interrupt = new AbortController()
    const interfere = when('setSecret', async () => interrupt.abort())
    const run = await bench.run(watched, {interrupt: interrupt.signal, onOutput: interfere.onOutput})
    expect(run.stdout).toContain(`left ${name} to rotate on by itself (exit 130)`)
    expect(run.exitCode).toBe(130)
    const back = /^Next: secrot (watch .*)$/m.exec(run.stderr)?.[1]?.split(' ') ?? []
    expect(back).toEqual(['watch', name, '--version-id', expect.stringMatching(/^\S{36}$/)])
    const again = await bench.run(back)
    expect(again.stdout).toMatch(/^✔ rotated prod\/orders\/db in \d+s: /m)
    expect(again.exitCode).toBe(0)
  })

  it('and replaces the new value before the watch comes back: it was a success all the same', async () => {
    await aSecret()
    const started = await bench.run(['rotate', name, '--yes', '--json'])
    const {versionId} = answerOf(started)
    await bench.sandbox.clock.advance(60_000)
    await bench.put(name, 'by hand')
    const run = await bench.run(['watch', name, '--version-id', versionId.slice(0, 8)])
    expect(run.stdout).toMatch(
      /^✔ rotated prod\/orders\/db in .*: \S{36} was in use and \S{36} has replaced it since$/m,
    )
  })
})

describe('what the function and its log do not tell', () => {
  it('is inferred and marked: steps that nobody logged', async () => {
    await aSecret()
    const run = await bench.run([...watched, '--json'])
    const steps = answerOf(run).timeline.filter(line => line.kind === 'step')
    expect(steps.map(line => [line.step, line.certain])).toEqual(rotationSteps.map(step => [step, false]))
  })

  it('decides nothing where the function serves several secrets and names none', async () => {
    const shared = await bench.rotator('shared-rotation', {environment: {FAIL_STEP: 'setSecret'}})
    await bench.secret(name, shared)
    await bench.secret('prod/other', shared)
    const run = await bench.run([...watched, '--timeout', '1m'])
    expect(run.stdout).toMatch(
      / {2}log {11}same function, maybe another secret: failed \d\.\ds {2}TargetError at index\.mjs/m,
    )
    expect(run.stdout).not.toMatch(/ {2}setSecret /)
    expect(run.stdout).toMatch(/^◐ not finished within 1m: \S{36} is still AWSPENDING \(--timeout\) \(exit 4\)$/m)
    expect(run.exitCode).toBe(4)
  })

  it('belongs to the secret where a shared function prints the version id', async () => {
    const shared = await bench.rotator('shared-rotation', {
      environment: {FAIL_STEP: 'setSecret', SAYS_VERSION: '1', SAYS_STEP: '1'},
    })
    await bench.secret(name, shared)
    await bench.secret('prod/other', shared)
    const run = await bench.run([...watched, '--json'])
    expect(answerOf(run)).toMatchObject({verdict: 'failed', end: {attempts: 2, step: 'setSecret'}})
  })

  it('is read from the JSON form as well', async () => {
    await aSecret({
      environment: {FAIL_STEP: 'testSecret', SAYS_STEP: '1'},
      logging: {LogFormat: 'JSON', LogGroup: '/team/rotation'},
    })
    const run = await bench.run([...watched, '--json'])
    expect(answerOf(run)).toMatchObject({
      verdict: 'failed',
      end: {attempts: 2, step: 'testSecret', text: expect.stringContaining('TargetError') as unknown},
    })
    expectNoValue(run)
  })

  it('is said at log level WARN: silence means nothing there', async () => {
    const logging = {LogFormat: 'JSON', SystemLogLevel: 'WARN', ApplicationLogLevel: 'WARN'} as const
    await aSecret({environment: {FAIL_STEP: 'testSecret'}, logging})
    const run = await bench.run([...watched, '--timeout', '1m'])
    expect(run.stdout).toMatch(
      / {2}note {10}log: its level is WARN: no START and REPORT lines, so silence means nothing$/m,
    )
    expect(run.stdout).toMatch(/ {2}function {6}failed .*TargetError/m)
    expect(run.exitCode).toBe(4)
  })

  it('is a success all the same when nothing was ever logged', async () => {
    const nothing = {LogFormat: 'JSON', SystemLogLevel: 'WARN', ApplicationLogLevel: 'FATAL'} as const
    await aSecret({logging: nothing})
    const run = await bench.run(watched)
    expect(run.stdout).toMatch(/ {2}labels {8}AWSCURRENT \S{36} → \S{36}$/m)
    expect(run.exitCode).toBe(0)
  })
})

describe('a caller who may not read everything', () => {
  function callerWithout(...denied: readonly string[]) {
    const Statement = [
      {Effect: 'Allow', Action: '*', Resource: '*'},
      {Effect: 'Deny', Action: denied, Resource: '*'},
    ]
    const policies = {most: {Version: '2012-10-17', Statement}}
    const key = bench.sandbox.iam.addUser({accountId: bench.sandbox.accountId, userName: 'oncall', policies})
    return {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}
  }

  it('of events still gets the verdict from the log, and is told what was not read', async () => {
    await aSecret({environment: {FAIL_STEP: 'setSecret', SAYS_STEP: '1'}})
    const env = callerWithout('cloudtrail:LookupEvents')
    const run = await bench.run(watched, {env})
    expect(run.stdout).toMatch(/ {2}note {10}events: not read \(cloudtrail:LookupEvents\)$/m)
    expect(run.stdout).toMatch(/^✖ failed: setSecret failed in 2 attempts/m)
    expect(run.exitCode).toBe(3)
  })

  it('of events and log is told that nobody can know (exit 5)', async () => {
    await aSecret({environment: {FAIL_STEP: 'setSecret'}})
    const env = callerWithout('cloudtrail:LookupEvents', 'logs:FilterLogEvents')
    const run = await bench.run(watched, {env})
    expect(run.stdout).toMatch(/^\? unknown: log and events could not be read: .*logs:FilterLogEvents.*\(exit 5\)$/m)
    expect(run.exitCode).toBe(5)
  })

  it('of log and function sees a success by the labels', async () => {
    await aSecret()
    const env = callerWithout('logs:FilterLogEvents', 'lambda:GetFunctionConfiguration', 'secretsmanager:ListSecrets')
    const run = await bench.run(watched, {env})
    expect(run.stdout).toMatch(/ {2}note {10}log: not read \(lambda:GetFunctionConfiguration\)$/m)
    expect(run.stdout).toMatch(/^✔ rotated prod\/orders\/db/m)
    expect(run.exitCode).toBe(0)
  })
})

describe('a function that cannot even be invoked', () => {
  it('leaves no log at all: CloudTrail tells, and its delay is waited out before the verdict', async () => {
    const {LambdaClient, PutFunctionConcurrencyCommand} = await import('@aws-sdk/client-lambda')
    await aSecret()
    const lambda = new LambdaClient(bench.sandbox.config)
    const FunctionName = `${name.replaceAll('/', '-')}-rotation`
    await lambda.send(new PutFunctionConcurrencyCommand({FunctionName, ReservedConcurrentExecutions: 0}))
    const run = await bench.run(watched)
    expect(run.stdout).toMatch(/^ +an attempt failed, no verdict: AWS may try again/m)
    expect(run.stdout).toMatch(/ {2}event {9}RotationFailed during createSecret \(reached CloudTrail \d+s later\)$/m)
    expect(run.stdout).toMatch(/^✖ failed: createSecret failed; consumers read \S{36} as before \(exit 3\)$/m)
    expect(run.stdout).not.toContain('Danger')
    expect(run.exitCode).toBe(3)
  }, 90_000)
})

describe('credentials that end in the middle of a watch', () => {
  it('are renewed elsewhere: the profile is read again, and the watch goes on', async () => {
    await bench[Symbol.asyncDispose]()
    bench = await startRotators({switches: {stepDelayMs: 3000, keySpreadMs: 0}})
    await aSecret({environment: {SAYS_STEP: '1'}})
    const policies = {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}}
    const {accountId, iam} = bench.sandbox
    const [first, second] = ['first', 'second'].map(userName => iam.addUser({accountId, userName, policies}))
    const folder = await mkdtemp(join(tmpdir(), 'secrot-profile-'))
    const file = join(folder, 'credentials')
    const use = (key: {accessKeyId: string; secretAccessKey: string}): void => {
      const lines = ['[oncall]', `aws_access_key_id=${key.accessKeyId}`, `aws_secret_access_key=${key.secretAccessKey}`]
      writeFileSync(file, lines.join('\n'))
    }
    use(first!)
    const expire = when('createSecret', async () => {
      await bench.sandbox.call('iam', 'DeleteAccessKey', {UserName: 'first', AccessKeyId: first!.accessKeyId})
    })
    const run = await bench.run(['rotate', name, '--watch', '--yes', '--profile', 'oncall'], {
      tty: {columns: 100},
      env: {AWS_SHARED_CREDENTIALS_FILE: file, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', NO_COLOR: '1'},
      answers: [''],
      onOutput: written => {
        expire.onOutput(written)
        if (written.stderr.includes('Renew them elsewhere')) use(second!)
      },
    })
    expect(run.stderr).toContain('Renew them elsewhere, then press Enter')
    expect(run.stdout).toMatch(/^✔ rotated prod\/orders\/db in /m)
    expect(run.exitCode).toBe(0)
  })
})

describe('AWS in a bad state', () => {
  it('throttles and fails now and then: each is one more poll', async () => {
    await aSecret({environment: {SAYS_STEP: '1'}})
    const started = await bench.run(['rotate', name, '--yes', '--json'])
    bench.sandbox.faults.set([
      {kind: 'throttle', principal: 'root', probability: 0.5},
      {kind: 'server-error', principal: 'root', probability: 0.3},
    ])
    const run = await bench.run(['watch', name, '--version-id', answerOf(started).versionId])
    expect(run.stdout).toMatch(/^✔ rotated prod\/orders\/db/m)
  })
})

describe('watch', () => {
  it('says what is in use when nothing rotates', async () => {
    await aSecret()
    const run = await bench.run(['watch', name])
    expect(run.stdout).toMatch(/^○ nothing rotates in prod\/orders\/db: \S{36} is in use, never rotated$/m)
    expect(run.stderr).toMatch(/^111122223333 · eu-central-1 · root · .*\nNext: secrot status prod\/orders\/db\n$/)
    expect(run.exitCode).toBe(0)
    expect(answerOf(await bench.run(['watch', name, '--json']))).toMatchObject({verdict: 'nothing', timeline: []})
  })

  it('knows a rotation that only tests: nothing was abandoned', async () => {
    const rotator = await bench.rotator('prod-orders-db-rotation', {environment: {SAYS_STEP: '1'}})
    await bench.secret(name)
    const rotation = {RotationLambdaARN: rotator, RotationRules: {AutomaticallyAfterDays: 30}, RotateImmediately: false}
    await bench.secrets.send(new RotateSecretCommand({SecretId: name, ...rotation}))
    const pending = Object.entries(await bench.labels(name)).find(([, labels]) => labels.includes('AWSPENDING'))
    expect(pending).toBeDefined()
    const run = await bench.run(['watch', name])
    expect(run.stdout).toMatch(
      /^✔ tested prod\/orders\/db: testSecret passed with a copy of the value in use; nothing was rotated$/m,
    )
    expect(run.exitCode).toBe(0)
  })

  it('refuses a version that does not exist, and a malformed ARN', async () => {
    await aSecret()
    const run = await bench.run(['watch', name, '--version-id', 'ffffffff'])
    expect([run.exitCode, run.stderr]).toEqual([1, expect.stringContaining('VERSION_NOT_FOUND')])
    const malformed = await bench.run(['watch', 'arn:aws:secretsmanager:x'])
    expect(malformed.exitCode).toBe(2)
  })
})
