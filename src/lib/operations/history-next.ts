import type {SecretDescription} from '../rotation/secret.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import type {HistoryResult} from './history-result.ts'

/**
 * The next command after a look at the history: the doctor where a problem is not over, the watch while something may
 * still run. What another service owns is that service's to repair. undefined: nothing wants one.
 */
export function historyNext(
  {problems, readAt, lines}: Pick<HistoryResult, 'problems' | 'readAt' | 'lines'>,
  description: SecretDescription | undefined,
  words: readonly string[],
  functionWords: readonly string[] = [],
): readonly string[] | undefined {
  if (description === undefined) return undefined
  const command = (verb: string): readonly string[] => ['secrot', verb, ...words]
  const open = problems.some(({overAt}) => overAt === undefined)
  const owned = description.owningService !== undefined || description.type !== undefined
  if (open) return owned ? command('versions') : [...command('doctor'), ...functionWords]
  const pending = pendingVersionOf(description.staging)
  const fresh = lines.some(line => line.kind === 'step' && line.outcome === 'open' && readAt - line.at < freshMs)
  if (pending === undefined) return undefined
  return fresh ? [...command('watch'), ...functionWords] : command('status')
}

/** Lambda's longest time limit (Lambda quotas). */
const freshMs = 900_000
