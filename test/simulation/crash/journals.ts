import type {JournalEntry} from '../../../src/lib/journal/journal.ts'
import type {PastChange} from '../../../src/lib/journal/past.ts'

type Intent = Extract<JournalEntry, {kind: 'intent'}>
type Outcome = Extract<JournalEntry, {kind: 'outcome'}>

/** The journals of a machine in memory: one for each run of secrot that changed something. */
export class Journals {
  readonly #runs: {readonly runId: string; readonly entries: JournalEntry[]}[] = []

  begin(runId: string): (entry: JournalEntry) => void {
    const entries: JournalEntry[] = []
    this.#runs.push({runId, entries})
    return entry => void entries.push(entry)
  }

  /** Newest run first. */
  changesSince(at: number): readonly PastChange[] {
    return this.#runs.toReversed().flatMap(({runId, entries}) => {
      const outcomes = new Map(entries.filter(isOutcome).map(outcome => [outcome.id, outcome]))
      const intents = entries.filter(isIntent).filter(intent => Date.parse(intent.at) >= at)
      return intents.map(intent => {
        const outcome = outcomes.get(intent.id)
        return {runId, intent, ...(outcome === undefined ? {} : {outcome})}
      })
    })
  }

  /** Whether a change is under way that the record names like this (`secretsmanager.RotateSecret`). */
  isJournaled(call: string): boolean {
    return isJournaled(this.#runs.at(-1)?.entries ?? [], call)
  }
}

/** Whether the last intent of a journal is that of the call, as the record names it. */
export function isJournaled(journal: readonly JournalEntry[], call: string): boolean {
  const intent = journal.findLast(isIntent)
  const [service, operation] = call.split('.')
  return intent?.action === `${service}:${operation}`
}

function isIntent(entry: JournalEntry): entry is Intent {
  return entry.kind === 'intent'
}

function isOutcome(entry: JournalEntry): entry is Outcome {
  return entry.kind === 'outcome'
}
