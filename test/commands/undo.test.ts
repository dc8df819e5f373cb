import {AddPermissionCommand, GetPolicyCommand, LambdaClient, RemovePermissionCommand} from '@aws-sdk/client-lambda'
import {DescribeSecretCommand, PutSecretValueCommand, RotateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {holdRun, killRun, newestRun, runFile} from '../support/journal-files.ts'
import {breachesOf} from '../support/json-schema.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

let bench: RotatorBench
let lambda: LambdaClient
let functionArn: string
let arn: string
let stateDir: string
const name = 'prod/api'
const terminal = {tty: {columns: 200}, env: {NO_COLOR: '1'}}

beforeEach(async () => {
  bench = await startRotators()
  lambda = new LambdaClient(bench.sandbox.config)
  functionArn = await bench.rotator('api-rotation')
  arn = await bench.secret(name, functionArn)
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-undo-'))
})

afterEach(async () => {
  lambda.destroy()
  await bench[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const secrot = (argv: readonly string[], options: RunSecrotOptions = {}) => bench.run(argv, {stateDir, ...options})

/** Makes a run and returns its id. */
async function ran(...argv: readonly string[]): Promise<string> {
  await secrot(argv)
  await bench.sandbox.clock.advance(2000)
  return newestRun(stateDir)
}

async function rotation() {
  const {RotationEnabled, RotationRules, RotationLambdaARN} = await bench.secrets.send(
    new DescribeSecretCommand({SecretId: name}),
  )
  return {RotationEnabled, RotationRules, RotationLambdaARN}
}

async function statements(): Promise<readonly object[]> {
  const {Policy = '{}'} = await lambda.send(new GetPolicyCommand({FunctionName: 'api-rotation'}))
  return (JSON.parse(Policy) as {Statement: object[]}).Statement
}

const changesOf = (run: SecrotRun) => run.calledActions.filter(action => !/:(Describe|Get|List)/.test(action))

/** The id that `grant` gives its statement. */
async function granted(): Promise<string> {
  return ((await statements()) as {Sid: string}[]).map(({Sid}) => Sid).find(id => id.startsWith('secrot')) ?? ''
}

describe('undo of a disable', () => {
  it('shows what it will do as any change, asks, and brings function and schedule back without rotating', async () => {
    const before = await rotation()
    const runId = await ran('disable', name, '--yes')
    const run = await secrot(['undo', runId], {...terminal, answers: ['y']})
    expect(run.stderr).toContain(`Switch the rotation of ${name} on again, without rotating now; AWS runs testSecret`)
    expect(run.stderr).toContain(`  undo  aws secretsmanager cancel-rotate-secret --secret-id ${arn}\n`)
    expect(run.stderr).toMatch(/ {2}aws {3}aws secretsmanager rotate-secret .* --no-rotate-immediately\n/)
    expect(run.stderr).toContain(`? Undo run ${runId}? (y/N, --yes) y`)
    expect(run.stdout).toBe(`✔ undone: as before run ${runId}\n`)
    expect([run.exitCode, await rotation()]).toEqual([0, before])
    expect(run.stderr).toMatch(/Next: secrot journal \d{8}-\d{6}-\w{4}\n$/)
  })

  it('does nothing the second time and says so (exit 0)', async () => {
    const runId = await ran('disable', name, '--yes')
    await secrot(['undo', runId, '--yes'])
    const run = await secrot(['undo', runId, '--yes'])
    expect(run.stdout).toBe(`○ everything is as it was before run ${runId}, nothing was changed\n`)
    expect([run.exitCode, changesOf(run)]).toEqual([0, []])
  })

  it('is itself undone, and leaves the first as if it had never been undone', async () => {
    const before = await rotation()
    const first = await ran('disable', name, '--yes')
    const second = await ran('undo', first, '--yes')
    await ran('undo', second, '--yes')
    expect((await rotation()).RotationEnabled).toBe(false)
    await ran('undo', first, '--yes')
    expect(await rotation()).toEqual(before)
  })

  it('is forbidden once it was undone and somebody switched the rotation off again (exit 3)', async () => {
    const first = await ran('disable', name, '--yes')
    const second = await ran('undo', first, '--yes')
    await bench.cancel(name)
    const run = await secrot(['undo', first, '--yes'])
    expect([run.exitCode, changesOf(run)]).toEqual([3, []])
    expect(run.stderr).toContain(`run ${second} has taken it back already`)
  })

  it('is forbidden when another run switched it off again since, which is named (exit 3)', async () => {
    const first = await ran('disable', name, '--yes')
    await bench.secrets.send(new RotateSecretCommand({SecretId: name, RotateImmediately: false}))
    await bench.sandbox.clock.advance(60_000)
    const second = await ran('disable', name, '--yes')
    const run = await secrot(['undo', first, '--yes'])
    expect([run.exitCode, changesOf(run)]).toEqual([3, []])
    expect(run.stderr).toContain(`run ${second} has changed since whether it rotates`)
  })

  it('is forbidden while AWSPENDING is on a version that is not current, where AWS refuses it (exit 3)', async () => {
    const runId = await ran('disable', name, '--yes')
    await bench.secrets.send(
      new PutSecretValueCommand({SecretId: name, SecretString: 'x', VersionStages: ['AWSPENDING']}),
    )
    const run = await secrot(['undo', runId, '--yes'])
    expect([run.exitCode, changesOf(run)]).toEqual([3, []])
    expect(run.stderr).toContain('AWS refuses to switch its rotation on')
  })

  it('changes nothing when the answer is no (exit 3), with --dry-run, and where nobody can answer (exit 2)', async () => {
    const runId = await ran('disable', name, '--yes')
    const declined = await secrot(['undo', runId], {...terminal, answers: ['']})
    const planned = await secrot(['undo', runId, '--dry-run'])
    const nobody = await secrot(['undo', runId])
    expect([declined.exitCode, planned.exitCode, nobody.exitCode]).toEqual([3, 0, 2])
    expect([declined, planned, nobody].flatMap(run => changesOf(run))).toEqual([])
    expect(nobody.stderr).toContain('--yes')
  })

  it('sends nothing when the secret changed after the question (STATE_CHANGED, exit 3)', async () => {
    const runId = await ran('disable', name, '--yes')
    let put: Promise<void> | undefined
    const run = await secrot(['undo', runId], {
      ...terminal,
      answers: ['y'],
      onOutput: ({stderr}) => {
        if (stderr.includes('? Undo run')) put ??= bench.put(name, 'other')
      },
    })
    await put
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining('STATE_CHANGED')])
    expect((await rotation()).RotationEnabled).toBe(false)
  })
})

describe('undo of a grant', () => {
  it('takes the statement away once its id is typed, and --yes does not answer that', async () => {
    const before = await statements()
    const runId = await ran('grant', 'api-rotation', '--narrow', '--yes')
    const id = await granted()
    const refused = await secrot(['undo', runId, '--yes'])
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining(`--allow ${id}`)])
    const run = await secrot(['undo', runId], {...terminal, answers: [id, 'y']})
    expect(run.stderr).toContain(`? Take statement ${id} away from ${functionArn}?`)
    expect([run.exitCode, await statements()]).toEqual([0, before])
  })

  it('of a revoke writes the statement again as it was', async () => {
    await ran('grant', 'api-rotation', '--narrow', '--yes')
    const before = await statements()
    const id = await granted()
    const runId = await ran('grant', 'api-rotation', '--revoke', '--allow', id)
    expect(await statements()).not.toEqual(before)
    const run = await secrot(['undo', runId, '--yes'])
    expect([run.exitCode, await statements()]).toEqual([0, before])
  })

  it('of a revoke of a wider statement writes it again as wide as it was', async () => {
    const before = await statements()
    const runId = await ran('grant', 'api-rotation', '--revoke', 'secrets-manager', '--allow', 'secrets-manager')
    expect(await statements().catch(() => [])).toEqual([])
    await secrot(['undo', runId, '--yes'])
    expect(await statements()).toEqual(before)
  })

  it('is forbidden when the statement says something else since (exit 3)', async () => {
    const runId = await ran('grant', 'api-rotation', '--narrow', '--yes')
    const id = await granted()
    await lambda.send(new RemovePermissionCommand({FunctionName: 'api-rotation', StatementId: id}))
    const Principal = 's3.amazonaws.com'
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: 'api-rotation',
        StatementId: id,
        Action: 'lambda:InvokeFunction',
        Principal,
      }),
    )
    const run = await secrot(['undo', runId, '--allow', id, '--yes'])
    expect([run.exitCode, changesOf(run)]).toEqual([3, []])
    expect(run.stderr).toContain(`statement ${id} was changed since`)
  })
})

describe('undo of an enable', () => {
  it('switches off again what was off before, where no rotation was started', async () => {
    await ran('disable', name, '--yes')
    const before = await rotation()
    const runId = await ran('enable', name, '--restore', '--yes')
    await bench.sandbox.clock.advance(30_000)
    const run = await secrot(['undo', runId, '--yes'])
    expect(run.stdout).toBe(`✔ undone: as before run ${runId}\n`)
    expect([run.exitCode, await rotation()]).toEqual([0, before])
    expect(changesOf(run)).toContain('secretsmanager:CancelRotateSecret')
  })

  it('is forbidden where it rotated at once, whose steps only the function can undo (exit 3)', async () => {
    await ran('disable', name, '--yes')
    const runId = await ran('enable', name, '--restore', '--now', '--yes')
    const run = await secrot(['undo', runId, '--yes'])
    expect([run.exitCode, changesOf(run)]).toEqual([3, []])
    expect(run.stderr).toContain('only its function can undo what its steps did')
  })

  it('of another schedule of a rotation that was on is forbidden, with the command that does it by hand (exit 3)', async () => {
    const runId = await ran('enable', name, '--every', '60d', '--later', '--yes')
    const run = await secrot(['undo', runId, '--yes'])
    expect([run.exitCode, changesOf(run)]).toEqual([3, []])
    expect(run.stderr).toContain('another schedule of a rotation that was on is not taken back here; by hand: aws')
    expect(run.stderr.match(/another schedule/g)).toHaveLength(1)
    expect((await secrot(['journal', runId])).stderr).toBe('')
  })
})

describe('undo is refused', () => {
  it('for a rotation, whose steps only its function can undo (exit 3)', async () => {
    const runId = await ran('rotate', name, '--yes')
    const run = await secrot(['undo', runId, '--yes'])
    expect([run.exitCode, changesOf(run)]).toEqual([3, []])
    expect(run.stderr).toContain('UNDO_FORBIDDEN')
    expect(run.stderr).toContain('only its function can undo what its steps did')
    expect(run.stderr).toContain(`secrot journal ${runId}\n`)
  })

  it('for a run that was interrupted, leading to resume, and for one that goes on, naming its process (exit 3)', async () => {
    const runId = await ran('disable', name, '--yes')
    await killRun(stateDir, runId)
    const dead = await secrot(['undo', runId, '--yes'])
    expect([dead.exitCode, dead.stderr]).toEqual([3, expect.stringContaining(`secrot journal resume ${runId}`)])
    await holdRun(stateDir, runId, process.pid)
    const living = await secrot(['undo', runId, '--yes'])
    expect([living.exitCode, living.stderr]).toEqual([3, expect.stringContaining(`process ${process.pid} holds it`)])
  })

  it('for a run of another account (exit 3), what is no run (exit 2) and a run that is not there (exit 1)', async () => {
    const runId = await ran('disable', name, '--yes')
    const path = runFile(stateDir, runId)
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace('"account":"111122223333"', '"account":"444455556666"'),
    )
    const other = await secrot(['undo', runId, '--yes'])
    expect([other.exitCode, other.stderr]).toEqual([3, expect.stringContaining('OTHER_ACCOUNT')])
    expect((await secrot(['undo', '../x', '--yes'])).exitCode).toBe(2)
    expect((await secrot(['undo', '20261122-031531-4k7q', '--yes'])).exitCode).toBe(1)
  })
})

describe('undo', () => {
  it('goes as one with what resumed the run', async () => {
    const before = await rotation()
    const runId = await ran('disable', name, '--yes')
    await bench.secrets.send(new RotateSecretCommand({SecretId: name, RotateImmediately: false}))
    await bench.sandbox.clock.advance(60_000)
    await killRun(stateDir, runId, '{"kind":"outcome"')
    await secrot(['journal', 'resume', runId, '--yes'])
    await bench.sandbox.clock.advance(2000)
    const part = await newestRun(stateDir)
    expect(part).not.toBe(runId)
    const refused = await secrot(['undo', part, '--yes'])
    expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining(`secrot undo ${runId}`)])
    const run = await secrot(['undo', runId, '--yes'])
    expect([run.exitCode, await rotation()]).toEqual([0, before])
  })

  it('does what can be done of several secrets, names the rest, and ends with 3', async () => {
    const other = await bench.secret('prod/other', functionArn)
    const runId = await ran('disable', name, '--yes')
    const second = await ran('disable', 'prod/other', '--yes')
    // Both as one run, as a fleet's repair has them.
    const [intent = '', outcome = ''] = (await readFile(runFile(stateDir, second), 'utf8')).split('\n').slice(1, 3)
    const lines = (await readFile(runFile(stateDir, runId), 'utf8')).split('\n')
    lines.splice(3, 0, ...[intent, outcome].map(line => line.replace('"id":1', '"id":2')))
    await writeFile(runFile(stateDir, runId), lines.join('\n'))
    await rm(runFile(stateDir, second))
    const pending = {SecretId: 'prod/other', SecretString: 'x', VersionStages: ['AWSPENDING']}
    await bench.secrets.send(new PutSecretValueCommand(pending))
    const run = await secrot(['undo', runId, '--yes'])
    expect(run.stderr).toContain(`! ${other} is left as it is: AWSPENDING is on`)
    expect(run.stdout).toBe('! undone but for prod/other (exit 3)\n')
    expect([run.exitCode, (await rotation()).RotationEnabled]).toEqual([3, true])
  })

  it('prints one object with --json, the same members whatever the outcome', async () => {
    const runId = await ran('disable', name, '--yes')
    const planned = await secrot(['undo', runId, '--dry-run', '--json'])
    const done = await secrot(['undo', runId, '--yes', '--json'])
    const again = await secrot(['undo', runId, '--json'])
    for (const run of [planned, done, again]) {
      expect(breachesOf('undo', run.json)).toEqual([])
      expect(Object.keys(run.json as object)).toEqual(Object.keys(planned.json as object))
    }
    expect(done.json).toMatchObject({outcome: 'undone', parts: [{resource: arn, kind: 'act'}], run: {runId}})
    expect([planned, again].map(run => (run.json as {outcome: string}).outcome)).toEqual(['planned', 'already'])
  })
})
