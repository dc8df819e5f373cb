import {rm} from 'node:fs/promises'
import {join} from 'node:path'
import {notWritable, prepareFolder} from './folder.ts'
import {readRun} from './read.ts'

/**
 * Removes the files of runs that have ended, one after the other; one that has not is left. Throws JOURNAL_NOT_WRITABLE
 * (exit 1).
 */
export async function removeRuns(stateFolder: string, runIds: readonly string[]): Promise<void> {
  const folder = await prepareFolder(stateFolder)
  for (const runId of runIds) {
    if ((await readRun(stateFolder, runId)).state !== 'ended') continue
    const path = join(folder, `${runId}.jsonl`)
    try {
      await rm(path)
      await rm(join(folder, `${runId}.lock`), {force: true})
    } catch (error) {
      throw notWritable(path, (error as NodeJS.ErrnoException).code ?? String(error), error)
    }
  }
}
