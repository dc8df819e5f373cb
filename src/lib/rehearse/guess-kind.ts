import type {Kind, Provider} from './kind.ts'
import type {PlainRun} from './plain-run.ts'

/** The kind of credential, from what the first rotation called: see handler-contract §1. */
export function guessKind(
  {observation}: PlainRun,
  hasModel: boolean,
): {readonly kind: Kind; readonly provider?: Provider} {
  const made = observation.seen
    .filter(({by}) => by === 'function')
    .map(({service, operation}) => `${service}:${operation}`)
  if (made.includes('iam:CreateAccessKey')) return {kind: 'add', provider: 'iam'}
  if (made.includes('appsync:CreateApiKey')) return {kind: 'add', provider: 'appsync'}
  const changes = made.some(call => /^(logins:(password|admin)|https:)/.test(call))
  if (!hasModel && !changes) return {kind: 'rand'}
  return {kind: userChanged(observation) ? 'alt' : 'rep'}
}

/**
 * Whether a kind that somebody named cannot be, by what the function did or was given a target for. Under another kind its
 * items would be about something else, and none would fail. `alt` and `rep` look alike from outside, so either may be named.
 */
export function contradicts(wanted: Kind, seen: Kind): boolean {
  if (seen === 'add') return wanted !== 'add'
  return wanted === 'rand' && seen !== 'rand'
}

/** Alternating users: the secret is the login of another user than it was, whatever became of that one. */
function userChanged({end: {users = [], live = []}}: PlainRun['observation']): boolean {
  return users.length > 1 || live.filter(({versions}) => versions.length > 0).length > 1
}
