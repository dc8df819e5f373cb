import type {EventLookups, EventsAnswer, RotationEvent, RotationEventName} from '../history/events.ts'
import type {Context} from './context.ts'
import {type KeyLookups, makeKeyLookups} from './key-lookups.ts'
import {LOOKUP_SPACING_MS, makeLookups} from './lookups.ts'
import {makeTurns} from './turns.ts'

/** AWS's own words about rotations: the ones that can appear while a repair is under way. */
export const serviceEventNames: readonly RotationEventName[] = [
  'RotationStarted',
  'RotationSucceeded',
  'RotationFailed',
  'RotationAbandoned',
  'TestRotationStarted',
  'TestRotationSucceeded',
  'TestRotationFailed',
]

export interface DoctorLookups extends EventLookups, KeyLookups {
  /**
   * The next call asks again for AWS's own words of the last minutes and for nothing else: what was written and moved by
   * hand meanwhile shows in the labels. Half the look-ups, and CloudTrail takes one a second.
   */
  refreshNewest(): void
}

/** Events reach the trail within 15 minutes, so those that were not there yet may be as old. */
const LATE_MS = 20 * 60_000

/** One region's look-ups for a run of repairs. */
export function makeDoctorLookups(context: Pick<Context, 'aws' | 'clock' | 'signal'>, region: string): DoctorLookups {
  const turns = makeTurns(context, LOOKUP_SPACING_MS)
  const all = makeLookups(context, {region}, {turns})
  const keys = makeKeyLookups(context, region, turns)
  let newest: {readonly lookups: EventLookups; readonly since: number} | undefined
  return {
    async events(names, since) {
      const answer = await all.events(names, since)
      const service = names.filter(name => serviceEventNames.includes(name))
      if (newest === undefined || service.length === 0) return answer
      return merged(answer, await newest.lookups.events(service, newest.since))
    },
    ...keys,
    refresh() {
      all.refresh()
      newest = undefined
    },
    refreshNewest() {
      newest = {lookups: makeLookups(context, {region}, {turns}), since: context.clock.now() - LATE_MS}
    },
  }
}

/** Both answers as one; what could not be read again is not replaced by what was read before. */
function merged(before: EventsAnswer, newest: EventsAnswer): EventsAnswer {
  if (before.kind === 'denied' || before.kind === 'failed') return before
  if (newest.kind === 'denied' || newest.kind === 'failed') return newest
  const known = new Map<string, RotationEvent>()
  for (const event of [...before.events, ...newest.events]) known.set(event.eventId, event)
  return {...before, events: [...known.values()].sort((a, b) => b.at - a.at)}
}
