import {type SecretFacts, valueOf} from './facts.ts'

/** Who switched the rotation off, and when, as ` by … at …`; empty: no event that was read tells. */
export function cancelledBy(facts: SecretFacts): string {
  const event = valueOf(facts.events)?.events.find(other => other.name === 'CancelRotateSecret')
  if (event === undefined) return ''
  const by = event.caller?.arn === undefined ? '' : ` by ${event.caller.arn}`
  return `${by} at ${new Date(event.at).toISOString().slice(0, 19)}Z`
}
