import {LambdaClient, PutFunctionConcurrencyCommand} from '@aws-sdk/client-lambda'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {holdRun, killRun, newestRun} from '../support/journal-files.ts'
import {rotations, startManyStage, told, type ManyStage} from '../support/many-stage.ts'

let stage: ManyStage

beforeEach(async () => {
  stage = await startManyStage()
})
afterEach(() => stage[Symbol.asyncDispose]())

async function reserve(functionName: string, count: number): Promise<void> {
  const lambda = new LambdaClient(stage.fleet.sandbox.config)
  await lambda.send(
    new PutFunctionConcurrencyCommand({FunctionName: functionName, ReservedConcurrentExecutions: count}),
  )
  lambda.destroy()
}

/** The most rotations that were under way at once, by what the run printed in its order. */
function mostAtOnce(stdout: string): number {
  let running = 0
  let most = 0
  for (const line of stdout.split('\n\n')[0]?.split('\n') ?? []) {
    if (/ {2}started {2}/.test(line)) running += 1
    if (/ {2}✔ rotated /.test(line)) running -= 1
    most = Math.max(most, running)
  }
  return most
}

const five = ['a', 'b', 'c', 'd', 'e'].map(letter => `prod/${letter}`)

describe('the concurrency of a rotation of many', () => {
  it('is one first, and then as many as --concurrency says', async () => {
    await stage.secrets(five)
    const done = await stage.run([...five, '--yes', '--concurrency', '3'])
    expect(mostAtOnce(done.stdout)).toBe(3)
    const lines = done.stdout.split('\n').filter(line => / {2}(started {2}|✔ rotated )/.test(line))
    expect(lines[0]).toMatch(/^prod\/a .* started/)
    expect(lines[1]).toMatch(/^prod\/a .*✔ rotated/)
    expect(done.exitCode).toBe(0)
  })

  it('is never above the reserved concurrency of the function', async () => {
    await stage.secrets(five)
    await stage.configured('other-rotation', ['prod/x', 'prod/y'])
    await reserve('good-rotation', 2)
    const done = await stage.run([...five, 'prod/x', 'prod/y', '--yes', '--concurrency', '5'])
    const own = done.stdout.split('\n').filter(line => /^(prod\/[a-e] |$)/.test(line))
    expect(mostAtOnce(own.join('\n'))).toBe(2)
    expect(mostAtOnce(done.stdout)).toBe(4)
    expect(done.exitCode).toBe(0)
  })

  it('is refused where the reserve is 0: such a function never runs', async () => {
    await stage.secrets(['prod/a', 'prod/b'])
    await reserve('good-rotation', 0)
    const many = await stage.answerOf(['prod/a', 'prod/b', '--yes'])
    expect(told(many)).toEqual(['prod/a refused  3', 'prod/b refused  3'])
    expect(many.secrets[0]?.error?.code).toBe('FUNCTION_BLOCKED')
    expect(many.secrets[0]?.error?.suggestions[0]).toContain(
      'aws lambda delete-function-concurrency --function-name arn:',
    )
  })

  it('is one where the reserve may not be read, and that is said', async () => {
    await stage.secrets(five)
    const {iam, accountId, url} = stage.fleet.sandbox
    const Statement = [
      {Effect: 'Allow', Action: '*', Resource: '*'},
      {Effect: 'Deny', Action: 'lambda:GetFunctionConcurrency', Resource: '*'},
    ]
    const credentials = iam.addUser({accountId, userName: 'u', policies: {only: {Version: '2012-10-17', Statement}}})
    const done = await stage.run([...five, '--yes', '--concurrency', '3'], {sandbox: {url, credentials}})
    expect(done.stderr).toContain('Not read: reserved concurrency of good-rotation (lambda:GetFunctionConcurrency)')
    expect([mostAtOnce(done.stdout), done.exitCode]).toEqual([1, 0])
  })
})

describe('the journal of a rotation of many', () => {
  it('holds the list, each change and each verdict', async () => {
    await stage.secrets(['prod/a', 'prod/b'])
    const many = await stage.answerOf(['prod/a', 'prod/b', '--yes'])
    const entries = await stage.entriesOf(many.runId ?? '')
    const kinds = entries.map(({kind}) => kind).join(' ')
    expect(kinds).toBe('run batch intent outcome verdict intent outcome verdict end')
    expect(entries[1]).toMatchObject({secrets: [{name: 'prod/a'}, {name: 'prod/b'}]})
    expect(entries[4]).toMatchObject({versionId: many.secrets[0]?.versionId, verdict: 'succeeded', good: true})
  })
})

describe('rotate --resume', () => {
  /** A run over a, b and c that died before the first line that holds `before`. Returns its id. */
  async function deadRun(before: string): Promise<string> {
    await stage.secrets(['prod/a', 'prod/b', 'prod/c'])
    await stage.run(['prod/a', 'prod/b', 'prod/c', '--yes'])
    const runId = await newestRun(stage.folder)
    await stage.fleet.pass(600_000)
    await killRun(stage.folder, runId, before)
    return runId
  }

  /** The line of the n-th entry of a kind, from 0. */
  async function lineOf(runId: string, kind: string, index: number): Promise<string> {
    const entry = (await stage.entriesOf(runId)).filter(one => one.kind === kind)[index]
    return JSON.stringify(entry)
  }

  it('skips what came to a good end, follows what was started by its version id, and starts the rest', async () => {
    const runId = await deadRun('{"kind":"end"')
    const second = await lineOf(runId, 'verdict', 1)
    const versionOfB = await stage.current('prod/b')
    await killRun(stage.folder, runId, second)
    const before = {a: await stage.current('prod/a'), c: await stage.current('prod/c')}
    const many = await stage.answerOf(['--resume', runId, '--yes'])
    expect(told(many)).toEqual(['prod/a earlier  0', 'prod/b followed succeeded 0', 'prod/c followed succeeded 0'])
    expect(many.secrets[1]?.versionId).toBe(versionOfB)
    expect(await stage.current('prod/a')).toBe(before.a)
    expect(await stage.current('prod/b')).toBe(versionOfB)
    expect(await stage.current('prod/c')).not.toBe(before.c)
    expect(many).toMatchObject({resumes: runId, outcome: 'ended', exitCode: 0, summary: {total: 3, good: 3}})
    expect((await stage.entriesOf(runId)).at(-1)).toMatchObject({kind: 'end', by: 'resume'})
    expect((await stage.entriesOf(many.runId ?? ''))[0]).toMatchObject({resumes: runId})
  })

  it('sends the recorded token again where nobody knows whether AWS got the call', async () => {
    const runId = await deadRun('{"kind":"end"')
    await killRun(stage.folder, runId, await lineOf(runId, 'outcome', 2))
    const versionOfC = await stage.current('prod/c')
    const many = await stage.answerOf(['--resume', runId, '--yes'])
    expect(many.secrets[2]).toMatchObject({versionId: versionOfC, outcome: 'followed', verdict: 'succeeded'})
    expect(await stage.current('prod/c')).toBe(versionOfC)
  })

  it('shows what it follows and what it starts before its question', async () => {
    const runId = await deadRun('{"kind":"end"')
    await killRun(stage.folder, runId, await lineOf(runId, 'verdict', 1))
    const done = await stage.run(['--resume', runId], {tty: {columns: 120}, env: {NO_COLOR: '1'}, answers: ['n']})
    expect(done.stderr).toMatch(/^prod\/b .*follow version [\da-f]{8}, started before$/m)
    expect(done.stderr).toContain('  done  1 rotated by the run before is left alone\n')
    expect(done.stderr).toContain('? Follow 1 rotation under way and start 1 rotation? (y/N, --yes) n')
    expect([done.exitCode, rotations(done)]).toEqual([3, 0])
  })

  it('has nothing to do where all was well before the run died, and ends that run', async () => {
    const runId = await deadRun('{"kind":"end"')
    const done = await stage.run(['--resume', runId, '--yes'])
    expect([done.exitCode, rotations(done)]).toEqual([0, 0])
    expect(done.stderr).toContain('  done  3 rotated by the run before are left alone\n')
    expect(done.stdout).toContain(`✔ rotated  prod/a     –  by run ${runId}\n`)
    expect((await stage.entriesOf(runId)).at(-1)).toMatchObject({kind: 'end', by: 'resume'})
  })

  it('goes on after a stop at a failure', async () => {
    await stage.secrets(['prod/b'], ['prod/a'])
    const first = await stage.answerOf(['prod/a', 'prod/b', '--yes', '--fail-fast'])
    expect(first.outcome).toBe('stopped')
    const many = await stage.answerOf(['--resume', first.runId ?? '', '--yes'])
    expect(told(many)).toEqual(['prod/a refused  3', 'prod/b followed succeeded 0'])
    const again = await stage.run(['--resume', first.runId ?? '', '--yes'])
    expect([again.exitCode, rotations(again)]).toEqual([3, 0])
    expect(again.stderr).toContain(`RUN_RESUMED: Run ${many.runId} has gone on with ${first.runId}`)
  })

  it('refuses a run that lives, one that is not there, and one that rotated no list', async () => {
    const runId = await deadRun('{"kind":"end"')
    await holdRun(stage.folder, runId, process.pid)
    const lives = await stage.run(['--resume', runId, '--yes'])
    expect([lives.exitCode, lives.stderr]).toEqual([3, expect.stringContaining('RUN_GOES_ON')])
    const missing = await stage.run(['--resume', '20200101-000000-aaaa', '--yes'])
    expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining('RUN_NOT_FOUND')])
    await stage.run(['prod/a', '--yes'])
    const one = await stage.run(['--resume', await newestRun(stage.folder), '--yes'])
    expect([one.exitCode, one.stderr]).toEqual([2, expect.stringContaining('RUN_NOT_MANY')])
  })
})

describe('Ctrl-C in a rotation of many', () => {
  it('says of all that run that they were left', async () => {
    await stage.secrets(['prod/a', 'prod/b', 'prod/c', 'prod/d'])
    const stop = new AbortController()
    const done = await stage.run(['prod/a', 'prod/b', 'prod/c', 'prod/d', '--yes', '--concurrency', '2'], {
      interrupt: stop.signal,
      onOutput: ({stdout}) => {
        if (/^prod\/c .*started/m.test(stdout)) stop.abort()
      },
    })
    expect([done.exitCode, rotations(done)]).toEqual([130, 3])
    expect(done.stdout).toContain('4 secrets: 1 rotated, 2 left, 1 not started (exit 130)')
  })

  it('leaves what runs, starts no more and says how to go on (exit 130)', async () => {
    await stage.secrets(['prod/a', 'prod/b'])
    const stop = new AbortController()
    const done = await stage.run(['prod/a', 'prod/b', '--yes'], {
      interrupt: stop.signal,
      onOutput: ({stdout}) => {
        if (stdout.includes('started')) stop.abort()
      },
    })
    const runId = await newestRun(stage.folder)
    expect([done.exitCode, rotations(done)]).toEqual([130, 1])
    expect(done.stdout).toMatch(/^◐ left {9}prod\/a .*rotates on by itself$/m)
    expect(done.stdout).toMatch(/^○ not started {2}prod\/b +– {2}interrupted$/m)
    expect(done.stderr).toContain(`The rest: secrot rotate --resume ${runId}\n`)
    const many = await stage.answerOf(['--resume', runId, '--yes'])
    expect(told(many)).toEqual(['prod/a followed succeeded 0', 'prod/b followed succeeded 0'])
    expect(many.secrets[0]?.versionId).toBe(await stage.current('prod/a'))
  })
})
