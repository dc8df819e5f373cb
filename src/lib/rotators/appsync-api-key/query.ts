import {statusOf} from '../http-status.ts'
import {patiently} from '../patience.ts'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'

/** Half a minute: a new key is known to all of an endpoint some seconds after it was made. */
const SPREAD_MS = [250, 500, 1000, ...Array.from({length: 14}, () => 2000)]
const LONGEST_ANSWER_MS = 4000
/** An endpoint that cannot be reached at all is given up earlier. */
const MOST_CUTS = 3

/**
 * Settles once the endpoint takes a key, by a query that every schema answers. Refused: it does not within half a minute.
 * https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html: what is not authorized is answered 401.
 */
export async function untilTaken(url: string, key: string, {clock}: Pick<RotatorContext, 'clock'>): Promise<void> {
  let answer: number | string = 'nothing'
  let cuts = 0
  const taken = await patiently(clock, SPREAD_MS, async () => {
    answer = await query(url, key, Math.min(LONGEST_ANSWER_MS, Math.max(1, clock.remainingMs())))
    if (answer === 200) return true
    cuts = typeof answer === 'string' ? cuts + 1 : 0
    if (!mayPass(answer) || cuts === MOST_CUTS) throw notTaken(answer)
    return undefined
  })
  if (taken !== true) throw notTaken(answer)
}

function notTaken(answer: number | string): Refusal {
  return new Refusal(`the GraphQL endpoint does not take the key of AWSPENDING: ${answer}`)
}

function mayPass(answer: number | string): boolean {
  return typeof answer === 'string' || answer === 401 || answer === 429 || answer >= 500
}

function query(url: string, key: string, timeoutMs: number): Promise<number | string> {
  const headers = {'content-type': 'application/json', 'x-api-key': key}
  return statusOf(url, {method: 'POST', headers, body: '{"query":"{__typename}"}'}, timeoutMs)
}
