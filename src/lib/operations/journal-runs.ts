import {journalFolder, readableFolder} from '../journal/folder.ts'
import {listRuns, readRun} from '../journal/read.ts'
import {storyOf, type RunStory} from './journal-story.ts'

export interface JournalResult {
  readonly folder: string
  /** RUN as typed; null: all of them. */
  readonly run: string | null
  /** Newest first. */
  readonly runs: readonly RunStory[]
}

/**
 * What secrot changed from this machine: all runs, or one. Reads the local folder alone. Throws JOURNAL_NOT_TRUSTED
 * (exit 1), RUN_ID_MALFORMED (exit 2) and RUN_NOT_FOUND (exit 1).
 */
export async function journalRuns(stateFolder: string, runId: string | undefined): Promise<JournalResult> {
  const folder = journalFolder(stateFolder)
  const there = (await readableFolder(stateFolder)) !== undefined
  if (runId !== undefined) return {folder, run: runId, runs: [storyOf(await readRun(stateFolder, runId))]}
  const ids = there ? await listRuns(stateFolder) : []
  const runs: RunStory[] = []
  for (const id of ids) runs.push(storyOf(await readRun(stateFolder, id)))
  // Ids tell the second only.
  const newestFirst = runs.toSorted((one, other) => ((one.startedAt ?? '') < (other.startedAt ?? '') ? 1 : -1))
  return {folder, run: null, runs: newestFirst}
}
