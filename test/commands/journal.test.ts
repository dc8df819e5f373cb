import {appendFile, chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {holdRun, killRun, newestRun, runFile} from '../support/journal-files.ts'
import {breachesOf} from '../support/json-schema.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {runSecrot, type RunSecrotOptions} from '../support/run-secrot.ts'

let bench: RotatorBench
let functionArn: string
let arn: string
let stateDir: string
const name = 'prod/api'

beforeEach(async () => {
  bench = await startRotators()
  functionArn = await bench.rotator('api-rotation')
  arn = await bench.secret(name, functionArn)
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-journal-command-'))
})

afterEach(async () => {
  await bench[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

/** Neither credentials nor a region nor an endpoint. */
const journal = (argv: readonly string[] = [], options: RunSecrotOptions = {}) =>
  runSecrot(['journal', ...argv], {stateDir, ...options})

const change = (...argv: readonly string[]) => bench.run(argv, {stateDir})

const newest = () => newestRun(stateDir)
const fileOf = (runId: string) => runFile(stateDir, runId)
const kill = (runId: string) => killRun(stateDir, runId)

describe('journal', () => {
  it('lists the runs that changed something, newest first, and asks nothing of AWS', async () => {
    await change('disable', name, '--yes')
    await bench.sandbox.clock.advance(1000)
    await change('grant', 'api-rotation', '--narrow', '--yes')
    await change('status', name)
    const run = await journal([], {tty: {columns: 100}, env: {NO_COLOR: '1', AWS_REGION: ''}})
    const [head, ...lines] = run.stdout.trimEnd().split('\n')
    expect(head).toMatch(/^RUN +AGE +COMMAND +OUTCOME +CHANGES +SECRET$/)
    expect(lines).toEqual([
      expect.stringMatching(/^\d{8}-\d{6}-\w{4} +\d+[smhd] +grant +ended 0 +1 +api-rotation$/),
      expect.stringMatching(/^\d{8}-\d{6}-\w{4} +\d+[smhd] +disable +ended 0 +1 +prod\/api$/),
    ])
    expect([run.exitCode, run.stderr, run.calledActions]).toEqual([0, '', []])
  })

  it('says where it looked when no run has changed anything', async () => {
    const run = await journal()
    expect(run.stdout).toBe(`No run has changed anything: ${join(stateDir, 'journal')} holds none.\n`)
    expect(run.exitCode).toBe(0)
  })

  it('tells in a pipe whole times and as whom each run was made', async () => {
    await change('disable', name, '--yes')
    const {stdout} = await journal()
    expect(stdout).toMatch(/^RUN +BEGUN +COMMAND +OUTCOME +CHANGES +SECRET +AS\n/)
    expect(stdout).toMatch(/\d{4}-\d\d-\d\dT\S+Z +disable +ended 0 +1 +prod\/api +111122223333 eu-central-1 root\n/)
  })

  it('tells of one run each change, what came of it and how it is taken back', async () => {
    await change('disable', name, '--yes')
    const run = await journal([await newest()])
    expect(run.stdout).toContain(`${await newest()} · 111122223333 · eu-central-1 · root\n`)
    expect(run.stdout).toContain(`ran      secrot disable ${name} --yes\n`)
    expect(run.stdout).toMatch(/✔ began \S+Z, ended \S+Z \(exit 0\)\n/)
    expect(run.stdout).toMatch(/\S+Z {2}✔ done +CancelRotateSecret\n/)
    expect(run.stdout).toContain(`          of    ${arn}\n`)
    expect(run.stderr).toBe(`Next: secrot undo ${await newest()}\n`)
    expect(run.stdout).toContain(`          undo  aws secretsmanager rotate-secret --secret-id ${arn}`)
  })

  it('names the process of a run that goes on, and calls one interrupted whose process died', async () => {
    await change('disable', name, '--yes')
    const runId = await newest()
    await kill(runId)
    const listed = await journal()
    expect(listed.stdout).toContain('interrupted')
    expect(listed.stderr).toBe(`Next: secrot journal resume ${runId}\n`)
    expect((await journal([runId])).stdout).toContain('was interrupted\n')
    await holdRun(stateDir, runId, process.pid)
    expect((await journal([runId])).stdout).toContain(`runs as process ${process.pid}\n`)
  })

  it('knows nothing of a change that was sent and never answered, and says so', async () => {
    bench.sandbox.faults.set([{kind: 'lost-reply', operation: 'CancelRotateSecret', times: 1}])
    await change('disable', name, '--yes')
    expect((await journal()).stdout).toContain('0, 1 unknown')
    expect((await journal([await newest()])).stdout).toContain('of one change nobody knows whether AWS made it')
  })

  it('says which line of a file is damaged and shows the rest; without an end the run counts as interrupted', async () => {
    await change('disable', name, '--yes')
    const runId = await newest()
    await kill(runId)
    await appendFile(fileOf(runId), '{"kind":"outcome"}\n5\n{"kind":"en')
    const run = await journal([runId])
    expect(run.stdout).toContain(`! ${runId}: lines 4, 5 of its file cannot be read; the rest is shown\n`)
    expect(run.stdout).toContain('! its last line was cut off when it died\n')
    expect(run.stdout).toContain('was interrupted')
    expect(run.stdout).toContain('CancelRotateSecret')
    expect((await journal()).stdout).toContain(`! ${runId}: lines 4, 5 of its file cannot be read`)
  })

  it('prints one object with --json, the same members for all runs and for one', async () => {
    const none = await journal(['--json'])
    await change('disable', name, '--yes')
    const all = await journal(['--json'])
    const one = await journal([await newest(), '--json'])
    for (const run of [none, all, one]) {
      expect(breachesOf('journal', run.json)).toEqual([])
      expect(Object.keys(run.json as object)).toEqual(Object.keys(none.json as object))
    }
    expect(one.json).toMatchObject({
      run: await newest(),
      runs: [
        {
          state: 'ended',
          command: 'disable',
          argv: [name, '--yes'],
          exitCode: 0,
          changes: [{end: 'done', resource: arn}],
        },
      ],
    })
    expect((none.json as {runs: unknown}).runs).toEqual([])
  })

  it('refuses what is no run (exit 2), a run that is not there (exit 1), and a folder others may write to (exit 1)', async () => {
    await change('disable', name, '--yes')
    const [malformed, missing] = [await journal(['../../etc/passwd']), await journal(['20261122-031531-4k7q'])]
    expect([malformed.exitCode, malformed.stderr]).toEqual([2, expect.stringContaining('RUN_ID_MALFORMED')])
    expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining('RUN_NOT_FOUND')])
    await chmod(join(stateDir, 'journal'), 0o777)
    for (const argv of [[], [await newest()]]) {
      const run = await journal(argv)
      expect([run.exitCode, run.stdout]).toEqual([1, ''])
      expect(run.stderr).toContain('JOURNAL_NOT_TRUSTED')
    }
  })

  it('shows what a stranger wrote into a file as visible escapes', async () => {
    await change('disable', name, '--yes')
    const text = await readFile(fileOf(await newest()), 'utf8')
    await writeFile(fileOf(await newest()), text.replaceAll(name, 'prod/\\u001b[31mapi'))
    for (const argv of [[], [await newest()]]) {
      const {stdout} = await journal(argv)
      expect(stdout).not.toContain('\u001b[31m')
      expect(stdout).toContain('[31mapi')
    }
  })
})
