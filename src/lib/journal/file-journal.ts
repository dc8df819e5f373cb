import {constants, open, rm, writeFile, type FileHandle} from 'node:fs/promises'
import {join} from 'node:path'
import {notWritable, prepareFolder} from './folder.ts'
import type {Journal, JournalEntry} from './journal.ts'
import {thisHolder} from './lock.ts'
import {newRunId} from './run-id.ts'

export interface FileJournalOptions {
  /** SECROT_STATE_DIR or the platform's state folder. */
  readonly stateFolder: string
  readonly command: string
  readonly argv: readonly string[]
  /** The interrupted run that this one goes on with. Absent: none. */
  readonly resumes?: string | undefined
  /** The run that this one takes back. Absent: none. */
  readonly undoes?: string | undefined
  /** Epoch milliseconds. */
  now(): number
  randomBytes(length: number): Uint8Array
  /** Whose run it is; asked once, when the file is made. */
  about(): Promise<{readonly account?: string; readonly region?: string; readonly caller?: string}>
}

export interface OpenJournal extends Journal {
  /** Throws JOURNAL_NOT_WRITABLE when nothing could be written. Commands that change something call it before anything else. */
  check(): Promise<void>
  /** Writes the end of the run and gives the lock back. Does nothing when nothing was written. */
  close(exitCode: number): Promise<void>
}

/** One JSONL file a run, made with the first entry; every entry is on the disk before `append` returns. */
export function fileJournal(options: FileJournalOptions): OpenJournal {
  let run: Promise<OpenRun> | undefined
  let runId: string | undefined
  // Entries of concurrent changes must not run into each other.
  let last: Promise<unknown> = Promise.resolve()

  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }
  const begin = async (): Promise<OpenRun> => {
    run ??= startRun(options)
    const started = await run
    runId = started.runId
    return started
  }

  return {
    get runId() {
      return runId
    },
    check: async () => {
      await prepareFolder(options.stateFolder)
    },
    append: entry => inOrder(async () => writeEntry(await begin(), entry)),
    close: exitCode =>
      inOrder(async () => {
        // Where the file could not be made, `append` has said so: there is nothing to end.
        const started = await run?.catch(() => undefined)
        if (started === undefined) return
        await writeEntry(started, {kind: 'end', at: isoOf(options.now()), exitCode})
        await started.handle.close()
        await rm(started.lockPath, {force: true})
      }),
  }
}

interface OpenRun {
  readonly runId: string
  readonly path: string
  readonly lockPath: string
  readonly handle: FileHandle
}

async function startRun(options: FileJournalOptions): Promise<OpenRun> {
  const folder = await prepareFolder(options.stateFolder)
  const about = await options.about()
  const started = await createFiles(folder, options)
  await writeEntry(started, {
    kind: 'run',
    runId: started.runId,
    command: options.command,
    argv: options.argv,
    pid: process.pid,
    at: isoOf(options.now()),
    ...about,
    ...(options.resumes === undefined ? {} : {resumes: options.resumes}),
    ...(options.undoes === undefined ? {} : {undoes: options.undoes}),
  })
  await syncFolder(folder)
  return started
}

/** The lock comes first: a run file without a living lock is a run that died. */
async function createFiles(folder: string, options: FileJournalOptions): Promise<OpenRun> {
  for (let attempt = 0; ; attempt++) {
    const at = options.now()
    const runId = newRunId(at, options.randomBytes(4))
    const path = join(folder, `${runId}.jsonl`)
    const lockPath = join(folder, `${runId}.lock`)
    try {
      await writeFile(lockPath, JSON.stringify(await thisHolder(isoOf(at))), {flag: 'wx', mode: 0o600})
      const flags = constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | constants.O_WRONLY
      return {runId, path, lockPath, handle: await open(path, flags, 0o600)}
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error)
      if (code !== 'EEXIST' || attempt === 9) throw notWritable(folder, code, error)
    }
  }
}

async function writeEntry(run: OpenRun, entry: JournalEntry): Promise<void> {
  try {
    await run.handle.appendFile(`${JSON.stringify(entry)}\n`)
    await run.handle.sync()
  } catch (error) {
    throw notWritable(run.path, (error as NodeJS.ErrnoException).code ?? String(error), error)
  }
}

/** Makes the new name itself durable; not every platform can open a folder for that. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isoOf(at: number): string {
  return new Date(at).toISOString()
}
