import {appendFile, chmod, mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {fileJournal} from '../../../src/lib/journal/file-journal.ts'
import {changesSince} from '../../../src/lib/journal/past.ts'

const startAt = Date.parse('2026-11-22T03:00:00Z')
const HOUR = 3_600_000

let stateFolder: string

beforeEach(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), 'secrot-past-'))
})
afterEach(() => rm(stateFolder, {recursive: true, force: true}))

/** A run that meant to change something; `ended`: and wrote what came of it. */
async function aRun(at: number, resource: string, ended = true): Promise<void> {
  const journal = fileJournal({
    stateFolder,
    command: 'doctor',
    argv: [],
    now: () => at,
    randomBytes: length => new Uint8Array(length).map((_, index) => resource.charCodeAt(index % resource.length)),
    about: () => Promise.resolve({}),
  })
  const iso = new Date(at).toISOString()
  const intent = {action: 'lambda:InvokeFunction', resource, request: {}, fingerprint: '', undo: []}
  await journal.append({kind: 'intent', id: 1, at: iso, ...intent})
  if (ended) await journal.append({kind: 'outcome', id: 1, at: iso, outcome: 'done'})
  await journal.close(0)
}

const resources = async (since: number) => (await changesSince(stateFolder, since)).map(one => one.intent.resource)

describe('changes of earlier runs', () => {
  it('are those since a moment, newest first, with what came of them', async () => {
    await aRun(startAt - 2 * HOUR, 'old')
    await aRun(startAt, 'first')
    await aRun(startAt + HOUR, 'second', false)
    expect(await resources(startAt)).toEqual(['second', 'first'])
    const changes = await changesSince(stateFolder, startAt)
    expect(changes.map(change => change.outcome?.outcome)).toEqual([undefined, 'done'])
  })

  it('are none where no run ever changed anything', async () => {
    expect(await resources(0)).toEqual([])
  })

  it('are none in a folder that others may write to', async () => {
    await aRun(startAt, 'first')
    await chmod(join(stateFolder, 'journal'), 0o777)
    expect(await resources(0)).toEqual([])
  })

  it('of a damaged file are those of its whole lines: what may have been sent is not forgotten', async () => {
    await aRun(startAt, 'first')
    await aRun(startAt + HOUR, 'second')
    const damaged = (await readdir(join(stateFolder, 'journal'))).filter(name => name.endsWith('.jsonl')).sort()[1]
    await appendFile(join(stateFolder, 'journal', damaged ?? ''), '{"kind":\n')
    expect(await resources(0)).toEqual(['second', 'first'])
  })
})
