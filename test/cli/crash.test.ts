import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {afterEach, beforeEach, expect, it} from 'vitest'
import {fileJournal} from '../../src/lib/journal/file-journal.ts'
import {listRuns, readRun} from '../../src/lib/journal/read.ts'

const script = resolve(import.meta.dirname, '../support/dying-run.ts')
let state: string

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'secrot-crash-'))
})

afterEach(() => rm(state, {recursive: true, force: true}))

it('a run that is killed in the middle of a change leaves its intent on the disk, and is known as interrupted', async () => {
  const child = spawn(process.execPath, [script, state], {stdio: ['ignore', 'pipe', 'inherit']})
  await once(child.stdout, 'data')
  const [runId = ''] = await listRuns(state)
  const alive = await readRun(state, runId)
  expect(alive.state).toBe('running')
  expect(alive.entries).toMatchObject([
    {kind: 'run', pid: child.pid},
    {kind: 'intent', id: 1},
  ])

  const ended = once(child, 'close')
  child.kill('SIGKILL')
  await ended
  const dead = await readRun(state, runId)
  expect(dead.state).toBe('interrupted')
  expect(dead.changes).toMatchObject([{intent: {action: 'secretsmanager:RotateSecret'}}])
  expect(dead.changes[0]?.outcome).toBeUndefined()

  const next = fileJournal({
    stateFolder: state,
    command: 'rotate',
    argv: [],
    now: () => Date.UTC(2026, 10, 22),
    randomBytes: length => new Uint8Array(length),
    about: () => Promise.resolve({}),
  })
  await next.append({kind: 'outcome', id: 1, at: '2026-11-22T00:00:00.000Z', outcome: 'done'})
  await next.close(0)
  expect(await listRuns(state)).toHaveLength(2)
})
