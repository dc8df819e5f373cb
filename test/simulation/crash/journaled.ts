import type {JournalEntry} from '../../../src/lib/journal/journal.ts'

/** Whether the last intent of a journal is that of the call, as the record names it (`secretsmanager.RotateSecret`). */
export function isJournaled(journal: readonly JournalEntry[], call: string): boolean {
  const intent = journal.findLast(entry => entry.kind === 'intent')
  const [service, operation] = call.split('.')
  return intent?.kind === 'intent' && intent.action === `${service}:${operation}`
}
