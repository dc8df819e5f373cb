import {chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {fileJournal, type OpenJournal} from '../../../src/lib/journal/file-journal.ts'
import type {JournalEntry} from '../../../src/lib/journal/journal.ts'
import {thisHolder} from '../../../src/lib/journal/lock.ts'
import {listRuns, readRun} from '../../../src/lib/journal/read.ts'

const at = Date.UTC(2026, 10, 22, 3, 15, 31)

let state: string

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'secrot-journal-'))
})

afterEach(async () => {
  await chmod(state, 0o700)
  await rm(state, {recursive: true, force: true})
})

function aJournal(changes: {stateFolder?: string; random?: number} = {}): OpenJournal {
  let draws = changes.random ?? 0
  return fileJournal({
    stateFolder: changes.stateFolder ?? state,
    command: 'doctor',
    argv: ['prod/api', '--fix'],
    now: () => at,
    randomBytes: length => new Uint8Array(length).fill(draws++),
    about: async () => ({
      account: '111122223333',
      region: 'eu-central-1',
      caller: 'arn:aws:iam::111122223333:user/ada',
    }),
  })
}

function anIntent(id: number): JournalEntry {
  return {
    kind: 'intent',
    id,
    at: new Date(at).toISOString(),
    action: 'secretsmanager:RotateSecret',
    resource: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-Qw3rTy',
    request: {ClientRequestToken: '3e8b1c9d'},
    fingerprint: 'sha256:1',
    undo: [],
  }
}

function anOutcome(id: number, outcome: 'done' | 'unknown' = 'done'): JournalEntry {
  return {kind: 'outcome', id, at: new Date(at).toISOString(), outcome}
}

describe('a run', () => {
  it.runIf(process.platform === 'linux')(
    'whose folder cannot be made under /proc ends, and sends nothing',
    async () => {
      const journal = aJournal({stateFolder: '/proc/nope'})
      await expect(journal.check()).rejects.toMatchObject({code: 'JOURNAL_NOT_WRITABLE', exit: 1})
    },
  )

  it('makes the folders above that are missing', async () => {
    await aJournal({stateFolder: join(state, 'one', 'two')}).check()
    expect((await stat(join(state, 'one', 'two', 'journal'))).mode & 0o777).toBe(0o700)
  })

  it('that changes nothing leaves no file', async () => {
    const journal = aJournal()
    await journal.check()
    await journal.close(0)
    expect(await listRuns(state)).toEqual([])
    expect(journal.runId).toBeUndefined()
  })

  it('is one file for its user alone, and tells who ran what, each change and the end', async () => {
    const journal = aJournal()
    await journal.append(anIntent(1))
    await journal.append(anOutcome(1))
    await journal.close(3)
    expect(journal.runId).toBe('20261122-031531-0000')
    const run = await readRun(state, '20261122-031531-0000')
    expect(run).toMatchObject({state: 'ended', torn: false, changes: [{intent: {id: 1}, outcome: {outcome: 'done'}}]})
    expect(run.entries[0]).toEqual({
      kind: 'run',
      runId: '20261122-031531-0000',
      command: 'doctor',
      argv: ['prod/api', '--fix'],
      pid: process.pid,
      at: '2026-11-22T03:15:31.000Z',
      account: '111122223333',
      region: 'eu-central-1',
      caller: 'arn:aws:iam::111122223333:user/ada',
    })
    expect(run.entries.at(-1)).toMatchObject({kind: 'end', exitCode: 3})
    const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8)
    expect(await mode(join(state, 'journal'))).toBe('700')
    expect(await mode(join(state, 'journal', '20261122-031531-0000.jsonl'))).toBe('600')
    expect(await readdir(join(state, 'journal'))).toEqual(['20261122-031531-0000.jsonl'])
  })

  it('keeps entries of concurrent changes whole and in order', async () => {
    const journal = aJournal()
    await Promise.all(Array.from({length: 50}, (_, id) => journal.append(anIntent(id))))
    await journal.close(0)
    const run = await readRun(state, journal.runId ?? '')
    expect(run.changes.map(change => change.intent.id)).toEqual(Array.from({length: 50}, (_, id) => id))
  })

  it('takes another id when its own is taken', async () => {
    const first = aJournal()
    await first.append(anIntent(1))
    const second = aJournal()
    await second.append(anIntent(1))
    expect(await listRuns(state)).toEqual(['20261122-031531-1111', '20261122-031531-0000'])
    await first.close(0)
    await second.close(0)
  })

  it('that could not be begun has no end either', async () => {
    await writeFile(join(state, 'journal'), 'in the way')
    const journal = aJournal()
    await expect(journal.append(anIntent(1))).rejects.toMatchObject({code: 'JOURNAL_NOT_WRITABLE'})
    await expect(journal.close(1)).resolves.toBeUndefined()
  })

  it('is running while its process lives, and interrupted when it died', async () => {
    const journal = aJournal()
    await journal.append(anIntent(1))
    const runId = journal.runId ?? ''
    expect((await readRun(state, runId)).state).toBe('running')
    const lock = join(state, 'journal', `${runId}.lock`)
    await writeFile(lock, JSON.stringify({...(await thisHolder('2026-11-22T03:15:31.000Z')), pid: 2 ** 22 - 1}))
    const run = await readRun(state, runId)
    expect(run.state).toBe('interrupted')
    expect(run.changes).toEqual([{intent: anIntent(1)}])
    await journal.close(0)
  })

  it.runIf(process.platform === 'linux')('is interrupted when its pid now belongs to another process', async () => {
    const journal = aJournal()
    await journal.append(anIntent(1))
    const runId = journal.runId ?? ''
    const lock = join(state, 'journal', `${runId}.lock`)
    await writeFile(
      lock,
      JSON.stringify({pid: process.pid, processStart: 'boot:1', startedAt: '2026-11-22T03:15:31.000Z'}),
    )
    expect((await readRun(state, runId)).state).toBe('interrupted')
    await journal.close(0)
  })

  it('can be read although its last line was cut off by a crash', async () => {
    const journal = aJournal()
    await journal.append(anIntent(1))
    await journal.append(anOutcome(1, 'unknown'))
    const path = join(state, 'journal', `${journal.runId}.jsonl`)
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.slice(0, -10))
    const run = await readRun(state, journal.runId ?? '')
    expect(run.torn).toBe(true)
    expect(run.changes).toEqual([{intent: anIntent(1)}])
    await journal.close(0)
  })
})

describe('a state folder', () => {
  const refused = {code: 'JOURNAL_NOT_WRITABLE', exit: 1}

  it('that others may write to is not used', async () => {
    await chmod(state, 0o777)
    await expect(aJournal().check()).rejects.toMatchObject(refused)
    await expect(aJournal().append(anIntent(1))).rejects.toMatchObject(refused)
  })

  it('whose journal folder others may write to is not used', async () => {
    await mkdir(join(state, 'journal'))
    await chmod(join(state, 'journal'), 0o770)
    await expect(aJournal().check()).rejects.toMatchObject(refused)
  })

  it('that is a file is not used', async () => {
    await writeFile(join(state, 'file'), '')
    await expect(aJournal({stateFolder: join(state, 'file')}).check()).rejects.toMatchObject(refused)
  })

  it('that does not exist is made for its user alone', async () => {
    const folder = join(state, 'new', 'state')
    await aJournal({stateFolder: folder}).check()
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  })

  it('that belongs to another user is not used', async () => {
    const asRoot = process.geteuid?.() === 0
    if (asRoot) await chown(state, 12_345, 12_345)
    await expect(aJournal({stateFolder: asRoot ? state : '/'}).check()).rejects.toMatchObject(refused)
    if (asRoot) await chown(state, 0, 0)
  })
})

describe('the reader', () => {
  it('refuses a run id that is none, so that no path can be made of it', async () => {
    await expect(readRun(state, '../../etc/passwd')).rejects.toMatchObject({code: 'RUN_ID_MALFORMED', exit: 2})
    await expect(readRun(state, '20261122-031531-zzzz')).rejects.toMatchObject({code: 'RUN_NOT_FOUND', exit: 1})
  })
})
