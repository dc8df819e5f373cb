import {stat} from 'node:fs/promises'
import {distrust, journalFolder} from './folder.ts'
import {type JournaledRun, listRuns, readRun} from './read.ts'
import {runsSince} from './run-id.ts'

/** A change that an earlier run meant to make, with its outcome where that was written. */
export interface PastChange {
  readonly runId: string
  readonly intent: JournaledRun['changes'][number]['intent']
  /** Absent, or `unknown`: nobody knows whether AWS made it. */
  readonly outcome?: JournaledRun['changes'][number]['outcome']
}

/**
 * The changes of all runs since a moment, epoch milliseconds, newest run first. A folder that is not there, belongs to
 * somebody else or may be written by others holds none. Of a damaged file the lines count that are whole: whoever asks
 * wants to know what may have been sent.
 */
export async function changesSince(stateFolder: string, since: number): Promise<readonly PastChange[]> {
  if (!(await isOurs(journalFolder(stateFolder)))) return []
  const changes: PastChange[] = []
  for (const runId of runsSince(await listRuns(stateFolder), since))
    for (const change of (await readRun(stateFolder, runId)).changes) changes.push({runId, ...change})
  return changes
}

async function isOurs(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory() && (await distrust(folder)) === undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
