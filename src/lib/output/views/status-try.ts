import {cellWidth} from '../width.ts'
import type {SecretStatus} from '../../operations/status-result.ts'
import type {FailedAttempt} from '../../rotation/attempts.ts'
import {visible} from '../foreign.ts'
import type {ViewOptions} from '../view.ts'
import type {Moments} from './moments.ts'

/** A line about one secret: a word, then the text, wrapped behind it. */
export type Fact = (label: string, text: string) => string

/** Where a fact comes from stands in this many columns at the right edge. */
const sourceWidth = 18

/** The rotation that AWSPENDING belongs to: when it began, how its attempts ended, and the newest error with its source. */
export function tryLines(status: SecretStatus, times: Moments, options: ViewOptions, fact: Fact): readonly string[] {
  const {pending, line} = status
  if (pending === undefined) return []
  const last = pending.attempts.at(-1)
  const parts = [
    pending.startedAt === undefined ? 'start not seen' : `started ${times.clock(pending.startedAt)}`,
    last === undefined ? undefined : attemptText(pending.attempts, last, times),
    line.verdict === 'rotating' ? undefined : 'no sign since',
  ].filter(part => part !== undefined)
  const prospect =
    line.rotation === 'on' ? (line.verdict === 'rotating' ? '' : '; AWS may try again') : '; rotation is off, no retry'
  const tried = fact('This try', `${parts.join(', ')}${prospect}`)
  return last === undefined ? [tried] : [tried, errorLine(last, times, options, fact)]
}

// Attempts are numbered by the invocations in the log, never by counting events.
function attemptText(attempts: readonly FailedAttempt[], last: FailedAttempt, times: Moments): string {
  if (last.source === 'event') return `last failure ${times.clock(last.at)}`
  return `attempt ${attempts.length} ended ${times.clock(last.at)}`
}

function errorLine(last: FailedAttempt, times: Moments, options: ViewOptions, fact: Fact): string {
  const step = last.step === undefined ? '' : `${last.step}${last.stepCertain ? '' : ' ~'}: `
  const said = `${step}${visible(last.failure?.text ?? last.errorMessage ?? 'failed')}`
  const text = fact('Error', said)
  const source = `${last.source}, ${times.clock(last.at)}`
  const at = options.columns - 1 - sourceWidth
  if (!Number.isFinite(at) || cellWidth(text) > at - 2 || text.includes('\n'))
    return fact('Error', `${said}  (${source})`)
  return `${text.padEnd(at)}${source}`
}
