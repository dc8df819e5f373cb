import {chmod, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {fileJournal} from '../../src/lib/journal/file-journal.ts'
import type {JournalEntry} from '../../src/lib/journal/journal.ts'
import {killRun, runFile} from '../support/journal-files.ts'
import {breachesOf} from '../support/json-schema.ts'
import {runSecrot, type RunSecrotOptions} from '../support/run-secrot.ts'

let stateDir: string
const now = Date.parse('2026-11-22T03:00:00Z')
const day = 86_400_000
const terminal = {tty: {columns: 120}, env: {NO_COLOR: '1'}}
const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-Qw3rTy'

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-prune-'))
})

afterEach(() => rm(stateDir, {recursive: true, force: true}))

interface Wishes {
  readonly action?: string
  readonly resumes?: string
  readonly undoes?: string
  readonly outcome?: 'done' | 'failed'
}

/** A run of so many days ago. Returns its id. */
async function aRun(
  daysAgo: number,
  {action = 'secretsmanager:CancelRotateSecret', outcome = 'done', ...related}: Wishes = {},
) {
  const at = now - daysAgo * day
  const iso = new Date(at).toISOString()
  const journal = fileJournal({
    stateFolder: stateDir,
    command: 'disable',
    argv: ['prod/api'],
    now: () => at,
    randomBytes: length => crypto.getRandomValues(new Uint8Array(length)),
    about: () => Promise.resolve({}),
    ...related,
  })
  const intent: JournalEntry = {
    kind: 'intent',
    id: 1,
    at: iso,
    action,
    resource: arn,
    request: {},
    fingerprint: '',
    undo: [],
  }
  await journal.append(intent)
  await journal.append({kind: 'outcome', id: 1, at: iso, outcome})
  await journal.close(0)
  return journal.runId ?? ''
}

const clock = {now: () => now, sleep: () => Promise.resolve()}
const prune = (argv: readonly string[] = [], options: RunSecrotOptions = {}) =>
  runSecrot(['journal', 'prune', ...argv], {stateDir, clock, ...options})

const files = async () => (await readdir(join(stateDir, 'journal'))).toSorted()

describe('journal prune', () => {
  it('shows what goes, asks, and removes runs that began over 90 days ago', async () => {
    const [old, young] = [await aRun(91), await aRun(89)]
    const run = await prune([], {...terminal, answers: ['y']})
    expect(run.stderr).toContain(`  removes  ${old}  disable prod/api\n`)
    expect(run.stderr).toContain('? Remove one run from the journal? They cannot be undone any more. (y/N, --yes) y')
    expect(run.stdout).toBe('✔ removed one run from the journal\n')
    expect([run.exitCode, await files(), run.calledActions]).toEqual([0, [`${young}.jsonl`], []])
  })

  it('takes another age, and has nothing to do the second time (exit 0)', async () => {
    await aRun(20)
    const run = await prune(['--older-than', '7d', '--yes'])
    const again = await prune(['--older-than', '7d', '--yes'])
    expect([run.exitCode, await files()]).toEqual([0, []])
    expect([again.exitCode, again.stdout]).toEqual([0, '○ nothing to remove\n'])
  })

  it('keeps a run that was interrupted', async () => {
    const open = await aRun(200)
    await killRun(stateDir, open)
    const run = await prune(['--yes'])
    expect(run.stdout).toBe('○ nothing to remove; one run of that age kept\n')
    expect(await files()).toEqual([`${open}.jsonl`, `${open}.lock`])
  })

  it('keeps what belongs to a run that is kept: what resumed it, what undid it, and the other way round', async () => {
    const first = await aRun(300)
    const undone = await aRun(200, {undoes: first})
    const young = await aRun(10, {undoes: undone})
    const alone = await aRun(250)
    const run = await prune(['--yes', '--json'])
    expect(run.json).toMatchObject({
      removed: [alone],
      kept: [{runId: first, because: `it belongs to ${undone}, which is kept`}, {runId: undone}],
    })
    expect(await files()).toEqual([first, undone, young].map(id => `${id}.jsonl`).toSorted())
  })

  it('removes a run together with what resumed it', async () => {
    const first = await aRun(200)
    await aRun(199, {resumes: first})
    await prune(['--yes'])
    expect(await files()).toEqual([])
  })

  it('keeps a run that sent a step to a function, and says what would be forgotten', async () => {
    const sent = await aRun(200, {action: 'lambda:InvokeFunction'})
    await aRun(201, {action: 'lambda:InvokeFunction', outcome: 'failed'})
    const run = await prune([], {...terminal, answers: ['y']})
    expect(run.stderr).toContain(`  keeps    ${sent}  it sent a step to a function: doctor would forget that`)
    expect(await files()).toEqual([`${sent}.jsonl`])
  })

  it('keeps a file with lines that cannot be read', async () => {
    const damaged = await aRun(200)
    const path = runFile(stateDir, damaged)
    await writeFile(path, `${await readFile(path, 'utf8')}{"kind":\n`)
    await prune(['--yes'])
    expect(await files()).toEqual([`${damaged}.jsonl`])
  })

  it('changes nothing when the answer is no (exit 3), with --dry-run, and where nobody can answer (exit 2)', async () => {
    await aRun(200)
    const before = await files()
    const declined = await prune([], {...terminal, answers: ['']})
    const planned = await prune(['--dry-run'])
    const nobody = await prune()
    expect([declined.exitCode, planned.exitCode, nobody.exitCode]).toEqual([3, 0, 2])
    expect(nobody.stderr).toContain('--yes')
    expect(await files()).toEqual(before)
  })

  it('refuses an age that is none (exit 2), and a folder that others may write to (exit 1)', async () => {
    await aRun(200)
    expect((await prune(['--older-than', 'soon', '--yes'])).exitCode).toBe(2)
    await chmod(join(stateDir, 'journal'), 0o777)
    const run = await prune(['--yes'])
    expect([run.exitCode, run.stderr]).toEqual([1, expect.stringContaining('JOURNAL_NOT_TRUSTED')])
    expect(await files()).toHaveLength(1)
  })

  it('prints one object with --json, the same members whatever the outcome', async () => {
    await aRun(200)
    const planned = await prune(['--dry-run', '--json'])
    const done = await prune(['--yes', '--json'])
    const again = await prune(['--yes', '--json'])
    for (const run of [planned, done, again]) {
      expect(breachesOf('journal-prune', run.json)).toEqual([])
      expect(Object.keys(run.json as object)).toEqual(Object.keys(planned.json as object))
    }
  })
})
