import type {OpenJournal} from './file-journal.ts'

/** What is lost without a journal, for the warning that `--no-journal` prints. */
export const lostWithoutJournal =
  'No journal is kept: this run cannot be undone by secrot, and if it is interrupted nothing tells what was sent.'

/** Takes entries and keeps none. */
export function noJournal(): OpenJournal {
  return {
    runId: undefined,
    check: () => Promise.resolve(),
    append: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}
