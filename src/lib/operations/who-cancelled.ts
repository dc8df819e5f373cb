import {eventsOf} from '../history/events-of.ts'
import type {RotationEvent} from '../history/events.ts'
import type {PastChange} from '../journal/past.ts'
import type {Context} from './context.ts'
import {lookupsActions, makeLookups} from './lookups.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

export const whoCancelledActions = lookupsActions

/** CloudTrail keeps the events of 90 days. */
const TRAIL_MS = 90 * 86_400_000

/** Who switched the rotation off, as far as anybody knows. */
export type Cancelled =
  | {
      readonly kind: 'known'
      readonly at: number
      readonly by: string
      /** Source address and the name of the client. */
      readonly from: readonly string[]
      /** Whoever asks now did it. */
      readonly ours: boolean
    }
  | {readonly kind: 'unknown'; readonly reason: string; readonly action?: string}

/** The trail dates a call by its arrival, the journal by its answer. */
const SAME_CALL_MS = 60_000

/**
 * Reads the trail for the newest CancelRotateSecret. Events may come a quarter of an hour late: until then what this
 * machine did counts, if the secret has not changed since.
 */
export async function whoCancelled(context: Context, {arn, scope, description}: ResolvedSecret): Promise<Cancelled> {
  const since = context.clock.now() - TRAIL_MS
  const [own] = cancelsOf(await context.changesSince(since), arn)
  const ownAt = own === undefined ? Number.NaN : Date.parse(own.outcome?.at ?? own.intent.at)
  if (own !== undefined && (description.lastChangedAt ?? 0) <= ownAt + SAME_CALL_MS)
    return {kind: 'known', at: ownAt, by: 'secrot on this machine', from: [`run ${own.runId}`], ours: true}
  const answer = await makeLookups(context, {region: scope.region}).events(['CancelRotateSecret'], since)
  const events = 'events' in answer ? answer.events : []
  const [event] = eventsOf({arn, name: description.name}, events).filter(one => one.errorCode === undefined)
  if (event !== undefined) return known(event, (await context.caller(scope)).arn)
  if (answer.kind === 'denied') return {kind: 'unknown', reason: 'you may not read who did it', action: answer.action}
  if (answer.kind !== 'read') return {kind: 'unknown', reason: answer.reason, action: lookupsActions[0]}
  return {kind: 'unknown', reason: 'no CancelRotateSecret of the last 90 days names this secret'}
}

function known(event: RotationEvent, callerArn: string): Cancelled {
  const {arn, sourceIp, userAgent} = event.caller ?? {}
  return {
    kind: 'known',
    at: event.at,
    by: arn ?? 'somebody whom the event does not name',
    from: [sourceIp, userAgent?.split(' ', 1)[0]].filter(part => part !== undefined),
    ours: arn === callerArn,
  }
}

/** What runs on this machine switched off, newest first; what AWS refused or never got is left out. */
export function cancelsOf(changes: readonly PastChange[], arn: string): readonly PastChange[] {
  return changes.filter(
    ({intent, outcome}) =>
      intent.action === 'secretsmanager:CancelRotateSecret' &&
      intent.resource === arn &&
      (outcome?.outcome === 'done' || outcome?.outcome === 'unknown'),
  )
}

/** In words for a question: `switched off 2026-11-22T02:31:12Z by arn:…`. */
export function cancelText(cancelled: Cancelled): string {
  if (cancelled.kind === 'known')
    return `switched off ${new Date(cancelled.at).toISOString().slice(0, 19)}Z by ${cancelled.by}`
  const action = cancelled.action === undefined ? '' : ` (${cancelled.action})`
  return `switched off, by whom is not known: ${cancelled.reason}${action}`
}
