import {appendFile, mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {changesSince} from '../../src/lib/journal/past.ts'
import {holdRun, killRun, newestRun, runFile} from '../support/journal-files.ts'
import {breachesOf} from '../support/json-schema.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {runSecrot, type RunSecrotOptions} from '../support/run-secrot.ts'

let bench: RotatorBench
let stateDir: string
let runId: string
const name = 'prod/api'
const terminal = {tty: {columns: 100}, env: {NO_COLOR: '1'}}

beforeEach(async () => {
  bench = await startRotators()
  await bench.secret(name, await bench.rotator('api-rotation'))
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-close-'))
  await bench.run(['disable', name, '--yes'], {stateDir})
  runId = await newestRun(stateDir)
})

afterEach(async () => {
  await bench[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const close = (argv: readonly string[] = [], options: RunSecrotOptions = {}) =>
  runSecrot(['journal', 'close', runId, ...argv], {stateDir, ...options})

const text = () => readFile(runFile(stateDir, runId), 'utf8')

describe('journal close', () => {
  it('shows the run, asks, and marks it as ended without asking AWS anything', async () => {
    await killRun(stateDir, runId, '{"kind":"outcome"')
    const run = await close([], {...terminal, answers: ['y']})
    expect(run.stderr).toContain(`secrot disable ${name} --yes`)
    expect(run.stderr).toContain('was interrupted; of one change nobody knows whether AWS made it')
    expect(run.stderr).toContain(`? Close run ${runId} without doing anything? (y/N, --yes) y`)
    expect(run.stdout).toBe(`✔ closed run ${runId}; what AWS made of one change stays unknown\n`)
    expect([run.exitCode, run.calledActions]).toEqual([0, []])
    expect(await readdir(join(stateDir, 'journal'))).toEqual([`${runId}.jsonl`])
    const listed = await runSecrot(['journal'], {stateDir})
    expect(listed.stdout).toMatch(/ disable +closed +0, 1 unknown +prod\/api /)
  })

  it('does nothing the second time and says so (exit 0)', async () => {
    await killRun(stateDir, runId)
    await close(['--yes'])
    const before = await text()
    const run = await close(['--yes'])
    expect(run.stdout).toBe(`○ run ${runId} has ended already (closed), nothing was changed\n`)
    expect([run.exitCode, await text()]).toEqual([0, before])
  })

  it('takes a line away that was cut off, so that no change before it is forgotten', async () => {
    await killRun(stateDir, runId, '{"kind":"outcome"')
    await appendFile(runFile(stateDir, runId), '{"kind":"outcome","id":1,"a')
    await close(['--yes'])
    const lines = (await text()).trimEnd().split('\n')
    expect(lines.map(line => (JSON.parse(line) as {kind: string}).kind)).toEqual(['run', 'intent', 'end'])
    expect(await changesSince(stateDir, 0)).toMatchObject([{intent: {action: 'secretsmanager:CancelRotateSecret'}}])
  })

  it('refuses a run whose process lives, and names it (exit 3)', async () => {
    await killRun(stateDir, runId)
    await holdRun(stateDir, runId, process.pid)
    const before = await text()
    const run = await close(['--yes'])
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining(`process ${process.pid} holds it`)])
    expect(await text()).toBe(before)
  })

  it('changes nothing when the answer is no (exit 3), and where nobody can answer (exit 2)', async () => {
    await killRun(stateDir, runId)
    const before = await text()
    const declined = await close([], {...terminal, answers: ['']})
    const nobody = await close()
    expect([declined.exitCode, declined.stdout]).toEqual([3, '○ declined, nothing was changed (exit 3)\n'])
    expect([nobody.exitCode, nobody.stderr]).toEqual([2, expect.stringContaining('--yes')])
    expect(await text()).toBe(before)
  })

  it('refuses what is no run and a run that is not there', async () => {
    const malformed = await runSecrot(['journal', 'close', '../x', '--yes'], {stateDir})
    const missing = await runSecrot(['journal', 'close', '20261122-031531-4k7q', '--yes'], {stateDir})
    const none = await runSecrot(['journal', 'close'], {stateDir})
    expect([malformed.exitCode, missing.exitCode, none.exitCode]).toEqual([2, 1, 2])
  })

  it('prints one object with --json', async () => {
    await killRun(stateDir, runId)
    const done = await close(['--yes', '--json'])
    const again = await close(['--yes', '--json'])
    for (const run of [done, again]) expect(breachesOf('journal-close', run.json)).toEqual([])
    expect(done.json).toMatchObject({outcome: 'closed', run: {runId, state: 'ended', endedBy: 'close', exitCode: 130}})
    expect(again.json).toMatchObject({outcome: 'already'})
  })
})
