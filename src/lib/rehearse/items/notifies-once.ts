import {fail, judged, pass, type Item} from '../item.ts'
import {holderOf} from '../labels.ts'
import type {Cell} from '../cell.ts'
import type {Observation, Seen} from '../observation.ts'
import {cellsWhere} from '../scenarios/denied.ts'
import {isMessage, recipientOf} from '../side-channels.ts'

const SENDS_NONE = 'it sends no message'
const REACHES_NOBODY =
  'no message of it is taken: its topic or sender is not on the stage, where {{topicArn}} names the one that is'

export const notifiesOnce: Item = {
  id: 'notifies-once',
  class: 'errors',
  severity: 'medium',
  rule: 'One message per token and outcome, whatever the retries',
  hint: 'Notify after promotion, keyed by token',
  kinds: 'any',
  cases: plan =>
    cellsWhere(plan, isRetried).map(scenario =>
      judged(scenario, observation => {
        const tried = observation.seen.filter(isMessage)
        const messages = tried.filter(seen => seen.tookEffect)
        if (messages.length === 0) return {verdict: 'skipped', reason: tried.length === 0 ? SENDS_NONE : REACHES_NOBODY}
        const often = [...Map.groupBy(messages, seen => occasionOf(seen, observation)).values()]
          .filter(([first]) => tokenOf(first, observation) !== undefined)
          .find(same => same.length > 1)
        const [first] = often ?? []
        if (often === undefined || first === undefined) return pass
        const observed = `${first.step ?? ''} sent ${often.length} with ${first.operation}`
        return fail('one message for each token and outcome', observed)
      }),
    ),
}

/** A step that is tried again, and a message whose reply is lost. */
function isRetried({mode, seen}: Cell): boolean {
  if (mode === 'fail-denied' || mode === 'kill-after-return') return true
  return mode.startsWith('lost-') && seen !== undefined && isMessage(seen)
}

/** Messages of one occasion: token, step and whether it was promoted, to the same people. */
function occasionOf(seen: Seen, observation: Observation): string {
  const token = tokenOf(seen, observation)
  const isPromoted = token !== undefined && holderOf(seen.labels, 'AWSCURRENT') === token
  return JSON.stringify([token, seen.step, isPromoted, seen.service, recipientOf(seen)])
}

function tokenOf(seen: Seen | undefined, {invocations}: Observation): string | undefined {
  const event = invocations.find(({invocation}) => invocation === seen?.invocation)?.event
  const token = (event as {ClientRequestToken?: unknown} | undefined)?.ClientRequestToken
  return typeof token === 'string' ? token : undefined
}
