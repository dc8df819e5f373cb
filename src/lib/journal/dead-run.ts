import {open, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {EXIT, SecrotError} from '../errors.ts'
import {notWritable, prepareFolder} from './folder.ts'
import type {JournalEntry} from './journal.ts'
import {type JournaledRun, readRun} from './read.ts'

/**
 * A run that is not going on: interrupted, or ended. Throws RUN_GOES_ON (exit 3), naming the process that holds it, and
 * what `readRun` throws.
 */
export async function stillRun(stateFolder: string, runId: string): Promise<JournaledRun> {
  const run = await readRun(stateFolder, runId)
  if (run.state !== 'running') return run
  throw new SecrotError({
    code: 'RUN_GOES_ON',
    message: `Run ${runId} is not interrupted: process ${run.pid ?? '?'} holds it.`,
    hint: `See: secrot journal ${runId}`,
    exit: EXIT.unsafe,
  })
}

/**
 * Appends to the file of a run that died, and waits for the disk; an `end` gives its lock back. A line that was cut off
 * is taken away first: nothing may be written behind it, or the new line would be lost with it. Throws RUN_GOES_ON and
 * JOURNAL_NOT_WRITABLE (exit 1).
 */
export async function appendToDead(
  stateFolder: string,
  runId: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  const folder = await prepareFolder(stateFolder)
  await stillRun(stateFolder, runId)
  const path = join(folder, `${runId}.jsonl`)
  try {
    const handle = await open(path, 'r+')
    try {
      const whole = (await handle.readFile()).lastIndexOf('\n') + 1
      await handle.truncate(whole)
      await handle.write(entries.map(entry => `${JSON.stringify(entry)}\n`).join(''), whole)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (entries.some(({kind}) => kind === 'end')) await rm(join(folder, `${runId}.lock`), {force: true})
  } catch (error) {
    throw notWritable(path, (error as NodeJS.ErrnoException).code ?? String(error), error)
  }
}
