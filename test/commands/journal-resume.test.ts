import {RemovePermissionCommand, GetPolicyCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {DescribeSecretCommand} from '@aws-sdk/client-secrets-manager'
import {appendFile, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {holdRun, killRun, newestRun, runFile} from '../support/journal-files.ts'
import {breachesOf} from '../support/json-schema.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import type {RunSecrotOptions} from '../support/run-secrot.ts'

let bench: RotatorBench
let lambda: LambdaClient
let stateDir: string
const name = 'prod/api'
const terminal = {tty: {columns: 200}, env: {NO_COLOR: '1'}}

beforeEach(async () => {
  bench = await startRotators()
  lambda = new LambdaClient(bench.sandbox.config)
  await bench.secret(name, await bench.rotator('api-rotation'))
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-resume-'))
})

afterEach(async () => {
  lambda.destroy()
  await bench[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const secrot = (argv: readonly string[], options: RunSecrotOptions = {}) => bench.run(argv, {stateDir, ...options})

const rotates = async () =>
  (await bench.secrets.send(new DescribeSecretCommand({SecretId: name}))).RotationEnabled === true

async function statements(): Promise<string[]> {
  const {Policy = '{}'} = await lambda.send(new GetPolicyCommand({FunctionName: 'api-rotation'}))
  return (JSON.parse(Policy) as {Statement: {Sid: string}[]}).Statement.map(({Sid}) => Sid)
}

/** Runs a command that dies at a boundary; `sent`: the call reached AWS before. Returns the run. */
async function dying(argv: readonly string[], before: string, call: string, sent: boolean): Promise<string> {
  if (!sent) bench.sandbox.faults.set([{kind: 'connection-reset', operation: call, times: 1}])
  await secrot(argv)
  bench.sandbox.faults.set([])
  const runId = await newestRun(stateDir)
  await killRun(stateDir, runId, before)
  await bench.sandbox.clock.advance(2000)
  return runId
}

const boundaries = [
  {at: 'before its first change was journaled', before: '{"kind":"intent"', sent: false},
  {at: 'before its change was sent', before: '{"kind":"outcome"', sent: false},
  {at: 'before the answer to its change came', before: '{"kind":"outcome"', sent: true},
  {at: 'before its end', before: '{"kind":"end"', sent: true},
]

describe('journal resume', () => {
  it.each(boundaries)('brings a disable to its end that died $at', async ({before, sent}) => {
    const runId = await dying(['disable', name, '--yes'], before, 'CancelRotateSecret', sent)
    expect(await rotates()).toBe(!sent)
    const run = await secrot(['journal', 'resume', runId, '--yes'])
    expect(run.stdout).toContain(`✔ resumed run ${runId}\n`)
    expect(run.stderr).toMatch(new RegExp(`Next: secrot status ${name}\n$`))
    expect([run.exitCode, await rotates()]).toEqual([0, false])
    expect((await secrot(['journal', runId])).stdout).toContain('was interrupted and resumed')
  })

  it.each(boundaries)('brings a grant to its end that died $at', async ({before, sent}) => {
    await lambda.send(new RemovePermissionCommand({FunctionName: 'api-rotation', StatementId: 'secrets-manager'}))
    const runId = await dying(['grant', 'api-rotation', '--yes'], before, 'AddPermission', sent)
    const run = await secrot(['journal', 'resume', runId, '--yes'])
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringContaining(`✔ resumed run ${runId}\n`)])
    expect(await statements()).toEqual([expect.stringContaining('secrot')])
  })

  it.each(boundaries)('brings an enable to its end that died $at', async ({before, sent}) => {
    await secrot(['disable', name, '--yes', '--no-journal'])
    const words = ['enable', name, '--every', '10d', '--later', '--allow', 'rotation-off', '--yes']
    const runId = await dying(words, before, 'RotateSecret', sent)
    expect(await rotates()).toBe(sent)
    const run = await secrot(['journal', 'resume', runId, '--yes'])
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringContaining(`✔ resumed run ${runId}\n`)])
    expect(await rotates()).toBe(true)
  })

  it('tells what was sent and what became of it, and asks before it goes on', async () => {
    const died = await dying(['disable', name, '--yes'], '{"kind":"outcome"', 'CancelRotateSecret', true)
    const run = await secrot(['journal', 'resume', died], {...terminal, answers: ['y']})
    expect(run.stderr).toContain(`Run ${died} was interrupted: secrot disable ${name} --yes\n`)
    expect(run.stderr).toMatch(
      / {2}made {6}CancelRotateSecret of prod\/api \(no answer was written down; the state tells\)\n/,
    )
    expect(run.stderr).toContain(`  then      secrot disable ${name} --yes\n`)
    expect(run.stderr).toContain(`? Go on with run ${died}? (y/N, --yes) y`)
    const text = await readFile(runFile(stateDir, died), 'utf8')
    expect(text).toContain('"outcome":"done"')
    expect(text).toContain('"settled":true')
  })

  it('changes nothing when the answer is no (exit 3), with --dry-run, and where nobody can answer (exit 2)', async () => {
    const runId = await dying(['disable', name, '--yes'], '{"kind":"outcome"', 'CancelRotateSecret', false)
    const before = await readFile(runFile(stateDir, runId), 'utf8')
    const declined = await secrot(['journal', 'resume', runId], {...terminal, answers: ['']})
    const planned = await secrot(['journal', 'resume', runId, '--dry-run'])
    const nobody = await secrot(['journal', 'resume', runId])
    expect([declined.exitCode, planned.exitCode, nobody.exitCode]).toEqual([3, 0, 2])
    expect(planned.stderr).toContain('  not made  CancelRotateSecret')
    expect(nobody.stderr).toContain('--yes')
    expect([await rotates(), await readFile(runFile(stateDir, runId), 'utf8')]).toEqual([true, before])
  })

  it('does nothing when the state tells something else after the question (STATE_CHANGED, exit 3)', async () => {
    const runId = await dying(['disable', name, '--yes'], '{"kind":"outcome"', 'CancelRotateSecret', false)
    const before = await readFile(runFile(stateDir, runId), 'utf8')
    let cancelled: Promise<void> | undefined
    const run = await secrot(['journal', 'resume', runId], {
      ...terminal,
      answers: ['y'],
      onOutput: ({stderr}) => {
        if (stderr.includes('? Go on with')) cancelled ??= bench.cancel(name)
      },
    })
    await cancelled
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining('STATE_CHANGED')])
    expect(await readFile(runFile(stateDir, runId), 'utf8')).toBe(before)
  })

  it('leaves a run open when the command that is run again is answered with no', async () => {
    const runId = await dying(['disable', name, '--yes'], '{"kind":"outcome"', 'CancelRotateSecret', false)
    const path = runFile(stateDir, runId)
    await writeFile(path, (await readFile(path, 'utf8')).replace(`"${name}","--yes"`, `"${name}"`))
    const run = await secrot(['journal', 'resume', runId], {...terminal, answers: ['y', 'n']})
    expect(run.stdout).toContain(`! run ${runId} stays open: it was not gone on with to its end\n`)
    expect(run.stderr).toContain(`Next: secrot journal resume ${runId}\n`)
    expect([run.exitCode, await rotates()]).toEqual([3, true])
    expect((await secrot(['journal', runId])).stdout).toContain('was interrupted')
  })

  it('does not start a rotation again that has started, and says how to follow it', async () => {
    const runId = await dying(['rotate', name, '--yes'], '{"kind":"outcome"', 'RotateSecret', true)
    const run = await secrot(['journal', 'resume', runId, '--yes'])
    expect(run.stderr).toContain('  then      nothing: the rotation that was asked for has started\n')
    expect(run.stderr).toMatch(/Next: secrot watch arn:\S+ --version-id \S+\n$/)
    expect([run.exitCode, run.calledActions.includes('secretsmanager:RotateSecret')]).toEqual([0, false])
  })

  it('leaves a run over many secrets to rotate --resume, which knows its list (exit 3)', async () => {
    const runId = await dying(['rotate', name, '--yes'], '{"kind":"outcome"', 'RotateSecret', true)
    const path = runFile(stateDir, runId)
    const at = '2026-11-22T03:15:31.000Z'
    await appendFile(
      path,
      `${JSON.stringify({
        kind: 'batch',
        at,
        secrets: [
          {arn: 'a', name},
          {arn: 'b', name: 'prod/b'},
        ],
      })}\n`,
    )
    const run = await secrot(['journal', 'resume', runId, '--yes'])
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining(`secrot rotate --resume ${runId}\n`)])
    expect((await secrot(['journal', runId])).stdout).toContain('was interrupted')
  })

  it('starts a rotation that was never sent', async () => {
    const runId = await dying(['rotate', name, '--yes'], '{"kind":"intent"', 'RotateSecret', false)
    const run = await secrot(['journal', 'resume', runId, '--yes'])
    expect([run.exitCode, run.calledActions.includes('secretsmanager:RotateSecret')]).toEqual([0, true])
  })

  it('refuses a run whose process lives, and names it (exit 3); one that ended is left as it is (exit 0)', async () => {
    const runId = await dying(['disable', name, '--yes'], '{"kind":"end"', 'CancelRotateSecret', true)
    await holdRun(stateDir, runId, process.pid)
    const living = await secrot(['journal', 'resume', runId, '--yes'])
    expect([living.exitCode, living.stderr]).toEqual([3, expect.stringContaining(`process ${process.pid} holds it`)])
    await killRun(stateDir, runId, 'nothing of it')
    await secrot(['journal', 'close', runId, '--yes'])
    const ended = await secrot(['journal', 'resume', runId, '--yes'])
    expect([ended.exitCode, ended.stdout]).toEqual([0, `○ run ${runId} has ended already, nothing was changed\n`])
  })

  it('refuses to go on with another account (exit 3) and with a file that is damaged (exit 3)', async () => {
    const runId = await dying(['disable', name, '--yes'], '{"kind":"outcome"', 'CancelRotateSecret', false)
    const path = runFile(stateDir, runId)
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace('"account":"111122223333"', '"account":"444455556666"'))
    const other = await secrot(['journal', 'resume', runId, '--yes'])
    expect([other.exitCode, other.stderr]).toEqual([3, expect.stringContaining('OTHER_ACCOUNT')])
    await writeFile(path, `${text}{"kind":\n`)
    const damaged = await secrot(['journal', 'resume', runId, '--yes'])
    expect([damaged.exitCode, damaged.stderr]).toEqual([3, expect.stringContaining('RESUME_BY_HAND')])
    expect(await rotates()).toBe(true)
  })

  it('is offered by commands that change something, in one line, and never by those that only read', async () => {
    const runId = await dying(['disable', name, '--yes'], '{"kind":"outcome"', 'CancelRotateSecret', false)
    const offer = `Run ${runId} was interrupted: secrot journal resume ${runId}`
    const changing = await secrot(['disable', name], {...terminal, answers: ['n']})
    expect(changing.stderr.split('\n').filter(line => line.includes(offer))).toHaveLength(1)
    for (const argv of [['status', name], ['journal'], ['disable', '--help'], ['grant', 'api-rotation', '--list']])
      expect((await secrot(argv)).stderr).not.toContain(offer)
    expect((await secrot(['journal', 'resume', runId, '--yes'])).stderr).not.toContain(offer)
    expect((await secrot(['disable', name])).stderr).not.toContain(offer)
  })

  it('prints one object with --json, the answer of the command inside', async () => {
    const runId = await dying(['disable', name, '--yes'], '{"kind":"outcome"', 'CancelRotateSecret', false)
    const planned = await secrot(['journal', 'resume', runId, '--dry-run', '--json'])
    const done = await secrot(['journal', 'resume', runId, '--yes', '--json'])
    const again = await secrot(['journal', 'resume', runId, '--yes', '--json'])
    for (const run of [planned, done, again]) {
      expect(breachesOf('journal-resume', run.json)).toEqual([])
      expect(Object.keys(run.json as object)).toEqual(Object.keys(planned.json as object))
    }
    expect(done.json).toMatchObject({
      outcome: 'resumed',
      run: {runId, state: 'ended', endedBy: 'resume'},
      settled: [{settled: 'not made'}],
      again: {
        command: `secrot disable ${name} --yes`,
        exitCode: 0,
        answer: {outcome: 'disabled'},
      },
    })
  })
})
