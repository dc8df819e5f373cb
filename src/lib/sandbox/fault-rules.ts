import type {Call} from './kernel.ts'

export const FAULT_KINDS = [
  /** Refused for its rate, no effect. */
  'throttle',
  /** Refused with the service's own 5xx, no effect. */
  'server-error',
  /** Refused as by a policy, no effect. */
  'access-denied',
  /** Takes `latencyMs` of virtual time, then goes on; to a worker that waits in virtual time only the reply is late. */
  'latency',
  /** Gets no reply, ever; `effect` says whether it had one. Ends with the caller, or when the sandbox is put back. */
  'hang',
  /** Its reply is kept back until it is released. */
  'hold',
  /** Has its effect, then the connection is cut. */
  'lost-reply',
  /** Is cut before it has an effect. */
  'connection-reset',
  /** The function's worker is killed before the call has an effect. */
  'kill-before',
  /** The function's worker is killed once the call had its effect. */
  'kill-after',
  /** The read shows the labels as they stood before the secret's last label move. */
  'stale-labels',
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

/** One line of the plan. Every filter that is given must match; a rule without filters matches every call. */
export interface FaultRule {
  readonly kind: FaultKind
  /** `secretsmanager`. */
  readonly service?: string
  /** `PutSecretValue`. */
  readonly operation?: string
  /** ARN of the caller; `*` stands for any text. */
  readonly principal?: string
  /** Name or ARN of the function whose worker calls. */
  readonly function?: string
  /** Fires on the n-th matching call only, counted from 1. */
  readonly nth?: number
  /** Fires on matching calls from this one on, counted from 1. */
  readonly from?: number
  /** Fires on each matching call with this probability. Without `nth`, `from` and `probability` it fires on every one. */
  readonly probability?: number
  /** Fires at most so often. Absent: no limit. */
  readonly times?: number
  /** Fires only within so many ms of virtual time after the plan was set. Absent: whenever. */
  readonly forMs?: number
  /** For `latency`; absent: 1,000 ms. */
  readonly latencyMs?: number
  /** For `hang`. `before`: the call has its effect before it hangs; `after`: only after, so never. Absent: after. */
  readonly effect?: 'before' | 'after'
  /** For `hold`; true: the call waits before it has its effect. Absent: only its reply does. */
  readonly holdBefore?: boolean
  /** For refusals; true: the error's text quotes the request, as errors of validation do. Absent: it does not. */
  readonly echo?: boolean
}

/** Reads that show labels; elsewhere old labels mean nothing. */
const LABEL_READS = new Set([
  'BatchGetSecretValue',
  'DescribeSecret',
  'GetSecretValue',
  'ListSecretVersionIds',
  'ListSecrets',
])

/** Whether a call is one that a rule is about. */
export function matches(rule: FaultRule, call: Call): boolean {
  return (
    (rule.service === undefined || rule.service === call.service) &&
    (rule.operation === undefined || rule.operation === call.operation) &&
    (rule.kind !== 'stale-labels' || LABEL_READS.has(call.operation)) &&
    (rule.principal === undefined || matchesWildcard(rule.principal, call.principal.arn)) &&
    (rule.function === undefined || isFunction(rule.function, call.principal.functionArn))
  )
}

function isFunction(wanted: string, functionArn: string | undefined): boolean {
  return functionArn !== undefined && (functionArn === wanted || functionArn.split(':')[6] === wanted)
}

/** `*` stands for any text, everything else for itself. */
function matchesWildcard(pattern: string, text: string): boolean {
  const parts = pattern.split('*')
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (parts.length === 1) return pattern === text
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let from = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from)
    if (found === -1 || found + part.length > text.length - last.length) return false
    from = found + part.length
  }
  return true
}
