import type {Fault} from './bench.ts'
import type {CallName, Strike} from './cell.ts'

/** The faults of a strike on a step that makes these calls, in order. */
export function strikeFaults({call, mode}: Strike, calls: readonly CallName[], timeoutMs: number): readonly Fault[] {
  const struck = calls[call - 1]
  if (struck === undefined) return []
  const {service, operation} = struck
  // Every attempt of this call: from its place among the step's calls of the same operation on.
  const from = calls.slice(0, call).filter(other => other.service === service && other.operation === operation).length
  const every = {service, operation, from}
  switch (mode) {
    case 'fail-500':
      return [{kind: 'server-error', ...every}]
    case 'fail-denied':
      return [{kind: 'access-denied', ...every}]
    case 'lost-reply':
      return [{kind: 'lost-reply', nth: call}]
    case 'lost-replies':
      return [{kind: 'lost-reply', ...every}]
    case 'kill-before':
    case 'kill-after':
      return [{kind: mode, nth: call}]
    case 'throttle-1':
    case 'throttle-2':
    case 'throttle-3':
      return [{kind: 'throttle', from: call, times: Number(mode.at(-1))}]
    case 'slow-inside':
      return [{kind: 'latency', nth: call, latencyMs: Math.max(0, timeoutMs - 1000)}]
    case 'slow-past':
      return [{kind: 'latency', nth: call, latencyMs: timeoutMs + 1000}]
    case 'kill-after-return':
    default:
      return []
  }
}
