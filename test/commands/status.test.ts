import {
  CancelRotateSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {day, hour, minute} from '../support/a-secret.ts'
import {breachesOf} from '../support/json-schema.ts'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'
import {runSecrot, type SecrotRun} from '../support/run-secrot.ts'

const wide = {tty: {columns: 100}, env: {NO_COLOR: '1'}}
const lookup = 'cloudtrail:LookupEvents'

interface Answer {
  readonly secrets: readonly {
    readonly name: string
    readonly verdict: string
    readonly why: string
    readonly exitCode: number
    readonly detail: {readonly versions: readonly {readonly value: string}[] | null} | null
  }[]
  readonly summary: Readonly<Record<string, number>>
  readonly unread: readonly {readonly fact: string; readonly subject: string; readonly action: string | null}[]
  readonly error?: {readonly code: string}
  readonly exitCode: number
}

const answerOf = (run: SecrotRun): Answer => run.json as Answer
const verdictsOf = (run: SecrotRun): Record<string, string> =>
  Object.fromEntries(answerOf(run).secrets.map(secret => [secret.name, secret.verdict]))
const count = (run: SecrotRun, action: string): number => run.calledActions.filter(called => called === action).length

let fleet: RotatingFleet

beforeEach(async () => {
  fleet = await startFleet()
})

afterEach(() => fleet[Symbol.asyncDispose]())

/** A rotation that stored and set its value and whose testSecret ran into the time limit three times. */
async function stuckSecret(name = 'prod/orders/db'): Promise<string> {
  const bad = await fleet.rotator(`${name.split('/')[1]}-rotation`, {
    failsIn: 'testSecret',
    how: 'sleeps',
    saysVersion: true,
  })
  const arn = await fleet.secret(name, bad)
  await fleet.pass(hour)
  return arn
}

describe('one secret', () => {
  it('costs exactly one call when nothing can be hidden', async () => {
    await fleet.secret('prod/api', await fleet.rotator('api-rotation'))
    const run = await fleet.run(['status', 'prod/api'], wide)
    expect(run.calledActions).toEqual(['secretsmanager:DescribeSecret'])
    expect(run.stdout).toMatch(/^✔ healthy {2}prod\/api: rotation on, no failure since$/m)
    expect(run.stdout).toContain('Consumers  not asked.')
    expect(run.stderr).toContain('Next: secrot versions prod/api')
    expect(run.exitCode).toBe(0)
  })

  it('tells what is stuck, since when, and what the function ran into', async () => {
    await stuckSecret()
    const run = await fleet.run(['status', 'prod/orders/db'], wide)
    expect(run.stdout).toMatch(
      /^✖ stuck {2}prod\/orders\/db: AWSPENDING has been on \S{8} for 1h, no step since 10:0\d/m,
    )
    expect(run.stdout).toContain('Consumers  not asked. Risk: setSecret ended without error')
    expect(run.stdout).toMatch(/^Error +testSecret: Task timed out after 30\.00 seconds +log, 10:0\d:\d\dZ$/m)
    expect(run.stdout).toMatch(/attempt 3 ended/)
    expect(run.stdout).toMatch(/^\S{8} {2}AWSPENDING .*stored \(trail\)/m)
    expect(run.stderr).toContain('Next: secrot doctor prod/orders/db')
  })

  it('shows no byte of a value and no text of the function, whatever it prints', async () => {
    await stuckSecret()
    for (const argv of [
      ['status', 'prod/orders/db', '--full'],
      ['status', '--json'],
      ['status', 'prod/orders/db', '--json'],
    ]) {
      const run = await fleet.run(argv)
      expect(run.stdout + run.stderr).not.toMatch(/canary|rotated [0-9a-f]{8}|"first"/)
    }
  })

  it('is stuck and not off when rotation was cancelled with the label left', async () => {
    await stuckSecret()
    await fleet.secrets.send(new CancelRotateSecretCommand({SecretId: 'prod/orders/db'}))
    await fleet.pass(minute)
    const run = await fleet.run(['status', 'prod/orders/db', '--json'])
    expect(verdictsOf(run)).toEqual({'prod/orders/db': 'stuck'})
    const text = await fleet.run(['status', 'prod/orders/db'], wide)
    expect(text.stdout).toContain('rotation is off, no retry')
  })

  it('is failing, never healthy, while a version that the function wrote lost its label', async () => {
    await stuckSecret()
    const {secrets} = await fleet.run(['status', '--json']).then(answerOf)
    const pending = (secrets[0] as unknown as {pendingVersionId: string}).pendingVersionId
    await fleet.secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'prod/orders/db',
        VersionStage: 'AWSPENDING',
        RemoveFromVersionId: pending,
      }),
    )
    const one = await fleet.run(['status', 'prod/orders/db', '--json'])
    expect(answerOf(one).secrets[0]).toMatchObject({
      verdict: 'failing',
      why: `${pending.slice(0, 8)} is newer and has no label`,
    })
    expect(verdictsOf(await fleet.run(['status', '--json']))).toEqual({'prod/orders/db': 'failing'})
  })

  it('is rotating while a step runs, the step told by the order of calls', async () => {
    let release: () => void = () => {}
    const held = new Promise<void>(resolve => {
      release = resolve
    })
    const slow = await fleet.rotator('slow-rotation', {held})
    await fleet.secret('prod/slow')
    await fleet.secrets.send(
      new RotateSecretCommand({
        SecretId: 'prod/slow',
        RotationLambdaARN: slow,
        RotationRules: {AutomaticallyAfterDays: 30},
      }),
    )
    const starts = (): number => fleet.sandbox.callRecord.entries().filter(entry => entry.kind === 'invocation').length
    await expect.poll(starts).toBe(5)
    // The sandbox's clock waits for the step, so time passes for the CLI alone.
    let passed = 9000
    const clock = {
      now: () => fleet.sandbox.clock.now() + passed,
      sleep: (ms: number) => {
        passed += ms
        return Promise.resolve()
      },
    }
    const run = await fleet.run(['status', 'prod/slow'], {...wide, clock})
    expect(run.stdout).toMatch(/^◐ rotating {2}prod\/slow: testSecret ~, 9s$/m)
    expect(run.stderr).toContain('Next: secrot watch prod/slow')
    release()
    await fleet.sandbox.clock.idle()
  })

  it('reads everything with --full and says so in JSON', async () => {
    await fleet.secret('prod/api', await fleet.rotator('api-rotation'))
    const run = await fleet.run(['status', 'prod/api', '--full', '--json'])
    expect(new Set(run.calledActions)).toContain('logs:FilterLogEvents')
    expect(answerOf(run).secrets[0]?.detail?.versions).toHaveLength(2)
  })

  it('uses the ARN that was typed in what it tells to type next', async () => {
    const arn = await stuckSecret()
    const run = await fleet.run(['status', arn])
    expect(run.stderr).toContain(`Next: secrot doctor ${arn}`)
  })

  it.each([
    ['an unknown secret', ['status', 'prod/nothing'], 1, 'SECRET_NOT_FOUND'],
    ['a malformed ARN', ['status', 'arn:aws:secretsmanager:nowhere'], 2, 'SECRET_ID_MALFORMED'],
    ['two things at once', ['status', 'prod/a', '--filter', 'prod/'], 2, 'USAGE'],
    ['a verdict that does not exist', ['status', '--fail-on', 'broken'], 2, 'USAGE'],
    ['--parallel with a secret', ['status', 'prod/plain', '--parallel'], 2, 'USAGE'],
    ['--full without a secret', ['status', '--full'], 2, 'USAGE'],
    ['--watch with one object', ['status', '--watch', '--json'], 2, 'USAGE'],
  ])('ends alike with and without --json for %s', async (_, argv, exit, code) => {
    const plain = await fleet.run(argv.filter(word => word !== '--json' || argv.includes('--watch')))
    const json = await fleet.run([...argv, '--json'])
    expect(plain.exitCode).toBe(exit)
    expect(json.exitCode).toBe(exit)
    expect(answerOf(json).error?.code).toBe(code)
    expect(json.calledActions.filter(action => action !== 'secretsmanager:DescribeSecret')).toEqual([])
  })
})

describe('a fleet', () => {
  it('costs its pages and one question about the caller when nothing is suspicious', async () => {
    await using small = await startFleet({switches: {pageSize: 2}})
    const good = await small.rotator('good-rotation')
    for (const name of ['prod/a', 'prod/b', 'prod/c', 'prod/d', 'prod/e']) await small.secret(name, good)
    const run = await small.run(['status'])
    expect(count(run, 'secretsmanager:ListSecrets')).toBe(3)
    expect(run.calledActions).toHaveLength(4)
    expect(run.stdout).toContain('5 secrets: 5 healthy    4 calls')
  })

  it('is the same from both ends and in parallel, with the calls that it took', async () => {
    await using small = await startFleet({switches: {pageSize: 2}})
    for (let index = 0; index < 15; index += 1) {
      await small.secret(`${index % 2 === 0 ? 'prod' : 'test'}/${index}`)
      await small.pass(1000)
    }
    const usual = await small.run(['status'])
    const parallel = await small.run(['status', '--parallel'])
    const table = (run: SecrotRun) => run.stdout.split('\n').filter(line => line.includes('/'))
    expect(table(usual)).toHaveLength(15)
    expect(table(parallel)).toEqual(table(usual))
    for (const run of [usual, parallel]) expect(run.stdout).toContain(`    ${run.calledActions.length} calls`)
    const lists = (run: SecrotRun) => count(run, 'secretsmanager:ListSecrets')
    expect(lists(usual)).toBeGreaterThan(8)
    expect(lists(parallel)).toBeGreaterThan(lists(usual))
  })

  it('costs a second look at each suspect and one series of look-ups a name for all of them', async () => {
    await fleet.secret('prod/good', await fleet.rotator('good-rotation'))
    const bad = await fleet.rotator('bad-rotation', {failsIn: 'createSecret'})
    await fleet.secret('prod/f', bad)
    await fleet.secret('prod/g', bad)
    await fleet.pass(hour)
    const run = await fleet.run(['status'])
    expect(count(run, 'secretsmanager:DescribeSecret')).toBe(2)
    expect(count(run, lookup)).toBe(12)
    expect(count(run, 'lambda:GetFunctionConfiguration')).toBe(1)
    expect(run.stdout).toContain('3 secrets: 2 stuck, 1 healthy')
  })

  it('shows every verdict worst first, and counts', async () => {
    await stuckSecret()
    const good = await fleet.rotator('good-rotation')
    const late = await fleet.secret('prod/late', good, 7)
    fleet.sandbox.secretsManager.missWindows(late)
    await fleet.pass(20 * day)
    await fleet.secret('prod/good', good)
    await fleet.secret('prod/plain')
    await fleet.secret(
      'prod/abandoned',
      await fleet.rotator('abandoned-rotation', {failsIn: 'testSecret', how: 'sleeps'}),
    )
    await fleet.secrets.send(new PutSecretValueCommand({SecretId: 'prod/abandoned', SecretString: 'by hand'}))
    await fleet.pass(hour)
    const run = await fleet.run(['status', '--json'])
    expect(verdictsOf(run)).toEqual({
      'prod/orders/db': 'stuck',
      'prod/abandoned': 'failing',
      'prod/late': 'late',
      'prod/plain': 'off',
      'prod/good': 'healthy',
    })
    expect(answerOf(run).summary).toMatchObject({secrets: 5, stuck: 1, failing: 1, late: 1, off: 1, healthy: 1})
    const table = await fleet.run(['status'], wide)
    expect(table.stdout.match(/prod\/\S+/g)).toEqual([
      'prod/orders/db',
      'prod/abandoned',
      'prod/late',
      'prod/plain',
      'prod/good',
    ])
    expect(table.stdout).toMatch(/^! late +prod\/late +20d +20d +1\dd late {2}no attempt seen since 2026-11-02$/m)
    expect(table.stdout).toMatch(/^✖ failing +prod\/abandoned .*rotation abandoned 1h ago$/m)
    expect(table.stderr).toContain('Next: secrot doctor prod/orders/db')
  })

  it('shows the whole table to a role that may only list and describe', async () => {
    await stuckSecret()
    await fleet.secret('prod/good', await fleet.rotator('good-rotation'))
    await fleet.secret('prod/plain')
    await fleet.pass(20 * minute)
    const {accountId} = fleet.sandbox
    const credentials = fleet.sandbox.iam.addUser({
      accountId,
      userName: 'reader',
      policies: {
        list: {
          Version: '2012-10-17',
          Statement: [
            {Effect: 'Allow', Action: ['secretsmanager:ListSecrets', 'secretsmanager:DescribeSecret'], Resource: '*'},
          ],
        },
      },
    })
    const run = await fleet.run(['status'], {sandbox: {url: fleet.sandbox.url, credentials}, ...wide})
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(/^\? unknown +prod\/orders\/db .*AWSPENDING left, events not readable, no log$/m)
    expect(run.stdout).toMatch(/^✔ healthy +prod\/good /m)
    expect(run.stdout).toMatch(/^○ off +prod\/plain /m)
    expect(run.stderr).toContain('Not read: events of eu-central-1 (cloudtrail:LookupEvents)')
    expect(run.stderr).toContain('Not read: function orders-rotation (lambda:GetFunctionConfiguration)')
    expect(count(run, lookup)).toBe(1)
  })

  it('ends with 5 for a caller who may not even list', async () => {
    const credentials = fleet.sandbox.iam.addUser({accountId: fleet.sandbox.accountId, userName: 'nobody'})
    const sandbox = {url: fleet.sandbox.url, credentials}
    const plain = await fleet.run(['status'], {sandbox})
    const json = await fleet.run(['status', '--json'], {sandbox})
    expect([plain.exitCode, json.exitCode]).toEqual([5, 5])
    expect(answerOf(json).error?.code).toBe('ACCESS_DENIED')
  })

  it('costs at most 15 series of look-ups however many reads are in the trail', async () => {
    const arn = await stuckSecret()
    const now = fleet.sandbox.clock.now()
    fleet.sandbox.trail.seedReads({count: 1_000_000, from: now - day, to: now, secretArns: [arn]})
    const run = await fleet.run(['status', '--json'])
    expect(count(run, lookup)).toBeLessThanOrEqual(15)
    expect(verdictsOf(run)).toEqual({'prod/orders/db': 'stuck'})
  })

  it('says ? for a secret whose events lie beyond what was read', async () => {
    await stuckSecret()
    const {accountId, region} = fleet.sandbox
    const secretArn = `arn:aws:secretsmanager:${region}:${accountId}:secret:other-AAAAAA`
    for (let index = 0; index < 2100; index += 1)
      fleet.sandbox.world.trail.service({
        accountId,
        region,
        eventName: 'RotationStarted',
        requestId: `Rotation-${secretArn}-00000000-0000-0000-0000-${String(index).padStart(12, '0')}`,
        secretArn,
        additionalEventData: {SecretId: secretArn},
      })
    const run = await fleet.run(['status'], wide)
    expect(run.stdout).toMatch(/^\? unknown +prod\/orders\/db .*events cut off/m)
    expect(run.stderr).toContain('Not read: events of eu-central-1 (more events than were read (RotationStarted))\n')
    expect(count(run, lookup)).toBeLessThanOrEqual(11 + 40)
  })

  it('lets lines of a shared function that name no secret decide nothing', async () => {
    const shared = await fleet.rotator('shared-rotation', {failsIn: 'testSecret'})
    await fleet.secret('prod/one', shared)
    await fleet.secret('prod/two', shared)
    await fleet.pass(hour)
    const {secrets} = await fleet.run(['status', '--json']).then(answerOf)
    expect(secrets.map(secret => secret.verdict)).toEqual(['stuck', 'stuck'])
    for (const secret of secrets) expect(secret.why).toMatch(/^testSecret failed, at /)
  })

  it('takes every line of a function that serves one secret alone', async () => {
    await fleet.secret('prod/one', await fleet.rotator('one-rotation', {failsIn: 'testSecret'}))
    await fleet.pass(hour)
    for (const argv of [
      ['status', '--json'],
      ['status', 'prod/one', '--json'],
    ]) {
      const {secrets} = await fleet.run(argv).then(answerOf)
      expect(secrets[0]?.why).toMatch(/^testSecret: TargetError 3x, at /)
    }
  })

  it('exits with 3 and the answer when --fail-on names a verdict that is there', async () => {
    await stuckSecret()
    await fleet.secret('prod/plain')
    const run = await fleet.run(['status', '--fail-on', 'stuck,failing', '--json'])
    expect(run.exitCode).toBe(3)
    expect(answerOf(run).secrets.map(({name, exitCode}) => [name, exitCode])).toEqual([
      ['prod/plain', 0],
      ['prod/orders/db', 3],
    ])
    expect((await fleet.run(['status', '--fail-on', 'stuck,failing'])).stderr).toMatch(
      /^--fail-on: (?:stuck|failing).* \(exit 3\)$/m,
    )
    expect((await fleet.run(['status', '--fail-on', 'late'])).exitCode).toBe(0)
  })

  it('shows what was asked for: by verdict, by the beginning of a name, by tag', async () => {
    await stuckSecret()
    await fleet.secret('prod/plain')
    await fleet.secret('test/plain')
    const names = async (...flags: string[]): Promise<string[]> =>
      Object.keys(verdictsOf(await fleet.run(['status', '--json', ...flags])))
    expect(await names('--stuck')).toEqual(['prod/orders/db'])
    expect(await names('--verdict', 'off,late')).toEqual(['prod/plain', 'test/plain'])
    expect(await names('--filter', 'test/')).toEqual(['test/plain'])
    expect(await names('--filter', 'name=!test/', '--verdict', 'off')).toEqual(['prod/plain'])
    expect(await names('--tag', 'team=none')).toEqual([])
    const run = await fleet.run(['status', '--late'], wide)
    expect(run.stdout).toMatch(/^0 of 3 secrets {4}/)
  })

  it('reads several regions at once and tells them apart', async () => {
    await fleet.secret('prod/plain')
    const other = {region: 'us-east-1'}
    await fleet.sandbox.call(
      'secretsmanager',
      'CreateSecret',
      {
        Name: 'prod/plain',
        SecretString: 'x',
        ClientRequestToken: '5f0d2a71-0d6f-4a53-9a52-6f1d7f0c2b11',
      },
      other,
    )
    const run = await fleet.run(['status', '--region', 'eu-central-1', '--region', 'us-east-1'], wide)
    expect(run.stdout).toMatch(/^○ off +prod\/plain +eu-central-1 /m)
    expect(run.stdout).toMatch(/^○ off +prod\/plain +us-east-1 /m)
    expect(count(run, 'secretsmanager:ListSecrets')).toBe(2)
  })

  it('looks at several named secrets, and at the others when one is missing', async () => {
    await fleet.secret('prod/a')
    await fleet.secret('prod/b')
    const run = await fleet.run(['status', 'prod/a', 'prod/missing', 'prod/b', '--json'])
    expect(Object.keys(verdictsOf(run))).toEqual(['prod/a', 'prod/b'])
    expect(run.exitCode).toBe(1)
    expect((run.json as {failures: unknown[]}).failures).toMatchObject([{subject: 'prod/missing', exitCode: 1}])
    expect(count(run, 'secretsmanager:ListSecrets')).toBe(0)
  })

  it('writes whole times and ids into a pipe and the same verdicts a second time', async () => {
    await stuckSecret()
    const first = await fleet.run(['status'])
    expect(first.stdout).toMatch(/2026-11-02T\d\d:\d\d:\d\d\.\d{3}Z/)
    expect(first.stdout).not.toContain('\u001B')
    const again = await fleet.run(['status'])
    const [, row] = first.stdout.split('\n')
    expect(again.stdout.split('\n')[1]).toBe(row)
  })

  it('gives one object a line with --format ndjson', async () => {
    await stuckSecret()
    await fleet.secret('prod/plain')
    const run = await fleet.run(['status', '--format', 'ndjson'])
    const lines = run.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as {name: string; verdict: string})
    expect(lines.map(line => `${line.name} ${line.verdict}`)).toEqual(['prod/plain off', 'prod/orders/db stuck'])
  })

  it('names the service that owns a secret, and rotates it without a function', async () => {
    fleet.sandbox.seedServiceOwnedSecret({
      accountId: fleet.sandbox.accountId,
      region: 'eu-central-1',
      name: 'rds!cluster-4f1c',
      owningService: 'rds',
      value: 'x',
      rules: {AutomaticallyAfterDays: 7},
    })
    await fleet.pass(9 * day)
    const run = await fleet.run(['status'], wide)
    expect(run.stdout).toMatch(/^✔ healthy +rds!cluster-4f1c .*rotated by rds, no function$/m)
  })
})

describe('on a machine whose clock is three weeks behind', () => {
  // Look-ups are a second apart, and here that second is waited.
  it('judges, dates and measures by the clock of AWS', {timeout: 60_000}, async () => {
    await using ahead = await startFleet({clock: {mode: 'manual', startAt: Date.now()}})
    const rotator = await ahead.rotator('good-rotation')
    ahead.sandbox.secretsManager.missWindows(await ahead.secret('prod/late', rotator, 7))
    await ahead.pass(21 * day)
    const today = new Date(ahead.sandbox.clock.now()).toISOString().slice(0, 10)
    for (const argv of [['status'], ['status', 'prod/late']]) {
      const run = await runSecrot(argv, {sandbox: ahead.sandbox})
      expect(run.stderr).toMatch(new RegExp(`^! The clock of this machine is .*\\n.* · root · .* ${today}T`))
      expect(run.stdout).toMatch(/^! late +prod\/late/m)
      if (argv.length === 1) expect(run.stdout).toMatch(new RegExp(`    10 calls, \\d\\d?\\.\\ds\\nListed ${today}T`))
    }
  })
})

describe('the JSON answer', () => {
  it('is as documented, with always the same members, for a fleet, one secret, and a fleet that is empty', async () => {
    const empty = await fleet.run(['status', '--json'])
    await stuckSecret()
    await fleet.secret('prod/plain')
    for (const argv of [
      ['status'],
      ['status', 'prod/orders/db'],
      ['status', 'prod/plain'],
      ['status', 'prod/plain', '--full'],
    ]) {
      const run = await fleet.run([...argv, '--json'])
      expect(breachesOf('status', run.json)).toEqual([])
      expect(Object.keys(run.json as object)).toEqual(Object.keys(empty.json as object))
    }
    expect(breachesOf('status', {...(empty.json as object), more: 1})).not.toEqual([])
  })
})

describe('the JSON answer of a fleet', () => {
  const isBegun = (stdout: string): boolean => stdout.includes('"name": "prod/plain"')

  it('holds each secret as soon as it is known, before the events of others are asked for', async () => {
    await stuckSecret()
    await fleet.secret('prod/plain')
    const asked = (): number =>
      fleet.sandbox.callRecord.entries().filter(entry => entry.operation === 'LookupEvents').length
    const before = asked()
    let meanwhile: number | undefined
    const run = await fleet.run(['status', '--json'], {
      onOutput: ({stdout}) => {
        if (isBegun(stdout)) meanwhile ??= asked() - before
      },
    })
    expect(meanwhile).toBe(0)
    expect(asked() - before).toBe(12)
    expect(Object.keys(verdictsOf(run))).toEqual(['prod/plain', 'prod/orders/db'])
    expect(run.stdout).toBe(`${JSON.stringify(run.json, null, 2)}\n`)
  })

  it('is one whole object with the error where it is broken off in the middle', async () => {
    await stuckSecret()
    await fleet.secret('prod/plain')
    const interrupt = new AbortController()
    const run = await fleet.run(['status', '--json'], {
      interrupt: interrupt.signal,
      onOutput: ({stdout}) => {
        if (isBegun(stdout)) interrupt.abort()
      },
    })
    expect(run.exitCode).toBe(130)
    expect(answerOf(run)).toMatchObject({exitCode: 130, error: {code: 'INTERRUPTED'}, secrets: [{name: 'prod/plain'}]})
  })
})

describe('--watch', () => {
  it('looks again and prints what changed, until Ctrl-C', async () => {
    await fleet.secret('prod/api', await fleet.rotator('api-rotation'))
    const interrupt = new AbortController()
    let looks = 0
    const clock = {
      now: () => fleet.sandbox.clock.now(),
      sleep: async (ms: number) => {
        await fleet.sandbox.clock.advance(ms)
        looks += 1
        if (looks === 2) await fleet.secrets.send(new CancelRotateSecretCommand({SecretId: 'prod/api'}))
        if (looks < 4) return
        interrupt.abort()
        interrupt.signal.throwIfAborted()
      },
    }
    const run = await fleet.run(['status', 'prod/api', '--watch', '--format', 'ndjson'], {
      clock,
      interrupt: interrupt.signal,
    })
    const verdicts = run.stdout
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as {verdict: string}).verdict)
    expect(verdicts).toEqual(['healthy', 'off'])
    expect(count(run, 'secretsmanager:DescribeSecret')).toBe(4)
    expect(run.exitCode).toBe(130)
  })

  it('redraws on a terminal, once the next look is done', async () => {
    await fleet.secret('prod/plain')
    const interrupt = new AbortController()
    let looks = 0
    const sleep = (): Promise<void> => {
      looks += 1
      if (looks === 2) interrupt.abort()
      return interrupt.signal.aborted ? Promise.reject(interrupt.signal.reason as Error) : Promise.resolve()
    }
    const cleared = '\u001B[H\u001B[2J'
    let looksBefore: number | undefined
    const run = await fleet.run(['status', '--watch'], {
      ...wide,
      clock: {now: () => fleet.sandbox.clock.now(), sleep},
      interrupt: interrupt.signal,
      onOutput: ({stdout}) => {
        const listed = fleet.sandbox.callRecord.entries().filter(entry => entry.operation === 'ListSecrets')
        if (stdout.includes(cleared)) looksBefore ??= listed.length
      },
    })
    const [first, second] = run.stdout.split(cleared)
    expect(first).toMatch(/^VERDICT/)
    expect(second).toMatch(/^VERDICT[^]*prod\/plain/)
    expect(looksBefore).toBe(2)
  })
})
