import type {Seen} from './observation.ts'

/** One entry of J for people: where, what, outcome, labels; no value. `createSecret 3 secretsmanager:PutSecretValue → ok`. */
export function describeCall(seen: Seen): string {
  const {step, call, service, operation, error, fault, by} = seen
  const who = by === 'script' ? 'by hand' : `${step ?? '?'} ${call ?? '?'}`
  const struck = fault === undefined ? '' : ` [${fault}]`
  const outcome = error === undefined ? (seen.tookEffect ? 'ok' : 'no reply') : error.code
  return `${who} ${service}:${operation}${struck} → ${outcome}`
}

/** Calls that can change nothing. */
export function isReadOnly(service: string, operation: string): boolean {
  if (service === 'graphql') return true
  // What a connection to a server changed is seen at the server.
  if (operation === 'connect') return true
  if (service === 'logins') return operation === 'login'
  // Credentials of a role that is assumed end by themselves.
  return /^(AssumeRole|Get|List|Describe|BatchGet|Lookup|Simulate|Filter|Test)/.test(operation)
}
