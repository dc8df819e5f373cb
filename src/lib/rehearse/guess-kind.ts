import type {Kind, Provider} from './kind.ts'
import type {PlainRun} from './plain-run.ts'
import type {Target} from './target.ts'
import {isDatabase} from './targets-declared.ts'

/** Targets of whose credential only one is good at a time. */
const isOneAtATime = (kind: string) => kind === 'login' || kind === 'https' || isDatabase(kind)

/**
 * The kind of credential, from what the first rotation called: see handler-contract §1. A function that makes several is
 * judged by the one for `target`, which has been named first.
 */
export function guessKind(
  {observation}: PlainRun,
  {hasModel, kind: target}: Pick<Target, 'hasModel' | 'kind'>,
): {readonly kind: Kind; readonly provider?: Provider} {
  const made = observation.seen
    .filter(({by}) => by === 'function')
    .map(({service, operation}) => `${service}:${operation}`)
  const changes = made.some(call => /^(logins:(password|admin)|https:)/.test(call))
  const isInItsPlace = isOneAtATime(target) && (changes || made.some(call => isDatabase(call.split(':')[0])))
  if (!isInItsPlace) {
    const isApi = made.includes('appsync:CreateApiKey')
    if (isApi && target === 'appsync-api') return {kind: 'add', provider: 'appsync'}
    if (made.includes('iam:CreateAccessKey')) return {kind: 'add', provider: 'iam'}
    if (isApi) return {kind: 'add', provider: 'appsync'}
  }
  if (!hasModel && !changes) return {kind: 'rand'}
  return {kind: userChanged(observation) ? 'alt' : 'rep'}
}

/**
 * Whether a kind that somebody named cannot be, by what the function did or was given a target for. Under another kind its
 * items would be about something else, and none would fail. `alt` is seen for certain and has items that `rep` lacks; what
 * looks like `rep` may have alternated where nobody saw it.
 */
export function contradicts(wanted: Kind, seen: Kind): boolean {
  if (seen === 'add') return wanted !== 'add'
  if (seen === 'alt') return wanted === 'rep' || wanted === 'rand'
  return wanted === 'rand' && seen !== 'rand'
}

/** Alternating users: the secret is the login of another user than it was, whatever became of that one. */
function userChanged({end: {users = [], live = []}}: PlainRun['observation']): boolean {
  return users.length > 1 || live.filter(({versions}) => versions.length > 0).length > 1
}
