import {statusOf} from '../http-status.ts'
import {patiently} from '../patience.ts'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import type {StoredValue} from '../stored-value.ts'
import {builtRequest} from './built-request.ts'
import type {Described} from './described.ts'
import type {Sources} from './placeholders.ts'
import type {RequestPlan} from './request-plan.ts'

const LONGEST_ANSWER_MS = 4000
/** Before the next try at an endpoint that is busy, or does not answer. */
export const WAITS_MS: readonly number[] = [250, 500, 1000, 2000]

type Work = Pick<RotatorContext, 'clock'>

/** What came of a request: its status, or the name of the reason why there is none. */
export interface Answer {
  readonly status: number | string
  readonly isYes: boolean
  /** Another try may be answered otherwise: the endpoint is busy or not there, or the answer was lost. */
  readonly isOpen: boolean
}

/** Sends a request, once. */
export async function send({clock}: Work, plan: RequestPlan, sources: Sources): Promise<Answer> {
  const timeoutMs = Math.min(LONGEST_ANSWER_MS, Math.max(1, clock.remainingMs()))
  const status = await statusOf(plan.url, builtRequest(plan, sources), timeoutMs)
  const isNumber = typeof status === 'number'
  const isYes = isNumber && (plan.accepts?.includes(status) ?? (status >= 200 && status <= 299))
  return {status, isYes, isOpen: !isYes && (!isNumber || status === 429 || status >= 500)}
}

/**
 * The answer to the test of a value by the request that another describes: yes or no. Refused: there is none, even after
 * the waits.
 */
export async function answerTo(work: Work, {test}: Described, value: StoredValue): Promise<Answer> {
  let last: Answer | undefined
  const answer = await patiently(work.clock, WAITS_MS, async () => {
    last = await send(work, test, {pending: value})
    return last.isOpen ? undefined : last
  })
  if (answer !== undefined) return answer
  throw new Refusal(`${test.url.host} gives no answer to the test: ${last?.status}`)
}
