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
): readonly string[] | undefined {
  if (description === undefined) return undefined
  const command = (verb: string): readonly string[] => ['secrot', verb, ...words]
  const open = problems.some(({overAt}) => overAt === undefined)
  if (open)
    return command(description.owningService === undefined && description.type === undefined ? 'doctor' : 'versions')
  const pending = pendingVersionOf(description.staging)
  const fresh = lines.some(line => line.kind === 'step' && line.outcome === 'open' && readAt - line.at < freshMs)
  if (pending !== undefined) return command(fresh ? 'watch' : 'status')
  return undefined
}

/** Lambda's longest time limit (Lambda quotas). */
const freshMs = 900_000
