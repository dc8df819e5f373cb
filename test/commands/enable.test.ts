import {DescribeSecretCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {permissionsOf, type Permissions} from '../support/permissions.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

let bench: RotatorBench
let permissions: Permissions
let arn: string
const name = 'prod/api'
const account = '111122223333'
const terminal = {tty: {columns: 200}, env: {NO_COLOR: '1'}}
const first = ['enable', name, '--function', 'api-rotation', '--every', '30d']

/** A secret that never rotated, and a function that may rotate it. */
beforeEach(async () => {
  bench = await startRotators()
  permissions = permissionsOf(bench)
  await bench.rotator('api-rotation')
  arn = await bench.secret(name)
})

afterEach(async () => {
  await bench.sandbox.clock.idle()
  permissions[Symbol.dispose]()
  await bench[Symbol.asyncDispose]()
})

interface Answer {
  readonly outcome: string
  readonly versionId: string | null
  readonly rotation: {readonly nextRotationAt: string | null}
  readonly checks: readonly {readonly name: string; readonly state: string; readonly text: string}[]
  readonly windows: readonly {readonly startsAt: string; readonly endsAt: string}[]
  readonly changes: readonly {readonly action: string; readonly undo: readonly string[]}[]
  readonly exitCode: number
  readonly error?: {readonly code: string; readonly message: string}
}

const changing = (run: SecrotRun): readonly string[] =>
  run.calledActions.filter(action => /:(RotateSecret|AddPermission|RemovePermission)$/.test(action))

async function answerOf(argv: readonly string[]): Promise<Answer> {
  const {json} = await bench.run([...argv, '--json'])
  expect((json as Answer).error === undefined ? breachesOf('enable', json) : []).toEqual([])
  return json as Answer
}

async function rotation(secretId = name) {
  const secret = await bench.secrets.send(new DescribeSecretCommand({SecretId: secretId}))
  return [secret.RotationEnabled, secret.RotationLambdaARN, secret.RotationRules] as const
}

/** What rotates the secret now runs to its end. */
const settle = (): Promise<void> => bench.sandbox.clock.advance(120_000)

describe('enable', () => {
  it('shows what it looked at, says that the first rotation starts at once, asks, and starts it', async () => {
    const run = await bench.run(first, {...terminal, answers: ['y', 'y']})
    expect(run.stderr).toContain('✔ function    api-rotation is there and active (lambda:GetFunctionConfiguration)\n')
    expect(run.stderr).toContain(
      '✔ permission  Secrets Manager may invoke it, by statement secrets-manager (lambda:GetPolicy)\n',
    )
    expect(run.stderr).toContain('✔ role        role rotation may do with the secret what the four steps need (iam:Sim')
    expect(run.stderr).toContain('✔ labels      AWSPENDING is on no other version (secretsmanager:DescribeSecret)\n')
    expect(run.stderr).toContain('✔ schedule    every 30 days (--every)\n')
    expect(run.stderr).toContain('? Rotate at once, too? No leaves it to the next window. (y/N, --now or --later) y')
    expect(run.stderr).toContain(`Switch the rotation of ${name} on · ${account} · eu-central-1 · root`)
    expect(run.stderr).toContain(`  undo  secrot disable ${arn}\n`)
    expect(run.stderr).toContain('  then  the first rotation starts at once: api-rotation runs four steps')
    expect(run.stderr).toContain(`? Switch the rotation of ${name} on? (y/N, --yes) y`)
    const [id] = /[0-9a-f-]{36}/.exec(/--version-id (\S+)/.exec(run.stderr)?.[1] ?? '') ?? []
    expect(run.stdout).toBe(
      `◐ switched on: ${name} rotates every 30 days; a rotation has started with ${id?.slice(0, 8)}\n`,
    )
    expect(run.stderr).toContain(`Undo: secrot disable ${arn}\nNext: secrot watch ${name} --version-id ${id}\n`)
    expect(run.exitCode).toBe(0)
    await settle()
    expect((await bench.labels(name))[id ?? '']).toContain('AWSCURRENT')
  })

  it('makes no call the second time and says so (exit 0)', async () => {
    await bench.run([...first, '--yes'])
    await settle()
    const again = await bench.run([...first, '--yes'])
    expect(again.stdout).toBe(`○ ${name} rotates every 30 days already, nothing was changed\n`)
    expect([again.exitCode, changing(again)]).toEqual([0, []])
  })

  it('shows five windows in UTC and local time, of which AWS publishes the first', async () => {
    const env = {NO_COLOR: '1', TZ: 'Asia/Kolkata'}
    const cron = [
      'enable',
      name,
      '--function',
      'api-rotation',
      '--cron',
      '0 8 ? * SUN#1 *',
      '--window',
      '3h',
      '--later',
    ]
    const run = await bench.run([...cron, '--dry-run'], {env})
    const shown = run.stderr
      .split('\n')
      .filter(line => /^ {4}\d{4}-\d\d-\d\d 08:00–11:00Z {2}\S+ 13:30–16:30 \+05:30$/.test(line))
    expect(shown).toHaveLength(5)
    const {windows, rotation: stored, outcome, versionId} = await answerOf([...cron, '--yes'])
    expect([outcome, versionId]).toEqual(['enabled', null])
    expect(Date.parse(stored.nextRotationAt ?? '')).toBe(Date.parse(windows[0]?.endsAt ?? '') - 1000)
  })

  it('leaves the first rotation to its window with --later, and where that is the answer', async () => {
    const answered = await bench.run(first, {...terminal, answers: ['n', 'y']})
    expect(answered.stderr).toContain('  then  api-rotation runs testSecret once with a copy of the value;')
    expect(answered.stdout).toContain(`✔ switched on: ${name} rotates every 30 days, next by `)
    expect(answered.stderr).toContain(`Next: secrot status ${name}\n`)
    await settle()
    expect(Object.values(await bench.labels(name))).toEqual([['AWSCURRENT']])
  })

  it('changes nothing when the answer is no (exit 3), with --dry-run, and where nobody can answer (exit 2)', async () => {
    const declined = await bench.run(first, {...terminal, answers: ['', '']})
    const planned = await bench.run([...first, '--dry-run'])
    const nobody = await bench.run(first)
    expect([declined.exitCode, declined.stdout]).toEqual([3, '○ declined, nothing was changed (exit 3)\n'])
    expect([planned.exitCode, planned.stdout]).toEqual([0, '○ planned, nothing was changed (--dry-run)\n'])
    expect([nobody.exitCode, nobody.stderr]).toEqual([2, expect.stringContaining('--yes')])
    expect([declined, planned, nobody].flatMap(changing)).toEqual([])
  })

  it('changes the schedule of a rotation that is on without rotating, and prints the way back to the former one', async () => {
    await bench.run([...first, '--yes', '--later'])
    await settle()
    const run = await bench.run(['enable', name, '--rate', '10 days', '--yes'])
    expect(run.stderr).toContain(`Change how ${name} rotates · `)
    expect(run.stderr).toContain('a rotation that is planned already may still come')
    expect(run.stderr).toMatch(
      /Undo: aws secretsmanager rotate-secret .* '\{"AutomaticallyAfterDays":30\}' --no-rotate-immediately\n/,
    )
    expect(run.stdout).toContain(`✔ changed: ${name} rotates every 10 days`)
    expect((await rotation())[2]).toMatchObject({ScheduleExpression: 'rate(10 days)'})
  })

  it('sends nothing when the secret changed between plan and call (STATE_CHANGED, exit 3)', async () => {
    let changed: Promise<unknown> | undefined
    const run = await bench.run([...first, '--now'], {
      ...terminal,
      answers: ['y'],
      onOutput: ({stderr}) => {
        if (stderr.includes('(y/N, --yes)')) changed ??= bench.put(name, 'canary-value')
      },
    })
    await changed
    expect([run.exitCode, changing(run)]).toEqual([3, []])
    expect(run.stderr).toContain('STATE_CHANGED')
  })

  it('believes the secret and not a lost reply', async () => {
    bench.sandbox.faults.set([{kind: 'lost-reply', operation: 'RotateSecret', times: 1}])
    expect(await answerOf([...first, '--yes'])).toMatchObject({outcome: 'started', exitCode: 0})
  })

  it('says that nothing was switched on when the call never arrived', async () => {
    bench.sandbox.faults.set([{kind: 'connection-reset', operation: 'RotateSecret', times: 1}])
    expect(await answerOf([...first, '--yes'])).toMatchObject({exitCode: 1, error: {code: 'UNREACHABLE'}})
    expect((await rotation())[0]).toBeUndefined()
  })

  it.each([
    [
      ['--cron', '5 8 * * ? *'],
      'SCHEDULE_INVALID',
      '--cron: Minutes must be 0, not 5 (character 6 of cron(5 8 * * ? *)).',
    ],
    [['--cron', '0 8 * * ?'], 'SCHEDULE_INVALID', '--cron: cron() takes six fields, this one has 5.'],
    [['--rate', '3 hours'], 'SCHEDULE_INVALID', '--rate: the shortest interval is four hours.'],
    [['--every', '90m'], 'SCHEDULE_INVALID', '--every: 90m is not a number of days or hours.'],
    [['--every', '2000d'], 'SCHEDULE_INVALID', '--every: 2000 days is not within 1–1000.'],
    [['--every', '30d', '--window', '25h'], 'SCHEDULE_INVALID', '--window: Duration is 1h to 24h, not 25h.'],
    [
      ['--cron', '0 22 * * ? *', '--window', '3h'],
      'SCHEDULE_INVALID',
      '--window: the window runs into the next UTC day.',
    ],
    [[], 'SCHEDULE_MISSING', `Neither AWS nor the journal of this machine knows a schedule of ${name}.`],
  ])('refuses %j with exit 2 and says precisely why', async (flags, code, message) => {
    const {exitCode, error} = await answerOf(['enable', name, '--function', 'api-rotation', ...flags, '--yes'])
    expect([exitCode, error?.code, error?.message]).toEqual([2, code, message])
    expect((await rotation())[0]).toBeUndefined()
  })

  it('wants a function where the secret never had one (exit 2)', async () => {
    expect(await answerOf(['enable', name, '--every', '30d'])).toMatchObject({
      exitCode: 2,
      error: {code: 'FUNCTION_MISSING'},
    })
  })
})
