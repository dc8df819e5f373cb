import {EXIT} from '../errors.ts'
import {appendToDead, stillRun} from '../journal/dead-run.ts'
import {readableFolder} from '../journal/folder.ts'
import type {Ask, Clock} from './context.ts'
import {storyOf, type RunStory} from './journal-story.ts'

export interface CloseOptions {
  readonly stateFolder: string
  readonly runId: string
  /** Answers the question. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  /** Shows the run before the question. */
  readonly onRun: (story: RunStory) => void
}

export interface CloseResult {
  /** `already`: it had ended, and nothing was written. */
  readonly outcome: 'closed' | 'declined' | 'already'
  readonly run: RunStory
}

/**
 * Marks an interrupted run as ended and does nothing else: it is not offered any more, and what AWS made of its open
 * changes stays unknown. Throws RUN_GOES_ON (exit 3) for one whose process lives, JOURNAL_NOT_TRUSTED, RUN_NOT_FOUND and
 * JOURNAL_NOT_WRITABLE (exit 1).
 */
export async function closeRun(
  {ask, clock}: {readonly ask: Ask; readonly clock: Pick<Clock, 'now'>},
  {stateFolder, runId, yes, onRun}: CloseOptions,
): Promise<CloseResult> {
  const read = () => openRun(stateFolder, runId)
  const run = await read()
  if (run.state === 'ended') return {outcome: 'already', run}
  onRun(run)
  const question = {
    message: `Close run ${runId} without doing anything?`,
    answeredBy: '--yes',
    answer: yes === true ? true : undefined,
  }
  if (!(await ask.confirm(question))) return {outcome: 'declined', run}
  const at = new Date(clock.now()).toISOString()
  await appendToDead(stateFolder, runId, [{kind: 'end', at, exitCode: EXIT.interrupted, by: 'close'}])
  return {outcome: 'closed', run: await read()}
}

/**
 * A run of this machine that is not going on, interrupted or ended. Throws RUN_GOES_ON (exit 3), naming the process that
 * holds it, JOURNAL_NOT_TRUSTED and RUN_NOT_FOUND (exit 1), RUN_ID_MALFORMED (exit 2).
 */
export async function openRun(stateFolder: string, runId: string): Promise<RunStory> {
  await readableFolder(stateFolder)
  return storyOf(await stillRun(stateFolder, runId))
}
