import type {Kind, Provider} from './kind.ts'
import {holderOf} from './labels.ts'
import type {Sample} from './observation.ts'
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
  const changes = made.some(call => /^(logins:(password|admin)|database:|https:)/.test(call))
  if (!hasModel && !changes) return {kind: 'rand'}
  return {kind: usernameChanged(observation) ? 'alt' : 'rep'}
}

/**
 * Whether a kind that somebody named cannot be, by what the function did or was given a target for. Under another kind its
 * items would be about something else, and none would fail. `alt` and `rep` look alike from outside, so either may be named.
 */
export function contradicts(wanted: Kind, seen: Kind): boolean {
  if (seen === 'add') return wanted !== 'add'
  return wanted === 'rand' && seen !== 'rand'
}

/**
 * Alternating users: the secret names another user than it did. The user before may be locked out by now, so the target is
 * asked about the one that AWSCURRENT held at either end.
 */
function usernameChanged({samples, end}: PlainRun['observation']): boolean {
  const before = samples[0] === undefined ? undefined : currentCredential(samples[0])
  const now = currentCredential(end)
  return before !== undefined && now !== undefined && before !== now
}

function currentCredential({labels, live = []}: Sample): string | undefined {
  const current = holderOf(labels, 'AWSCURRENT')
  return current === undefined ? undefined : live.find(({versions}) => versions.includes(current))?.id
}
