/** CloudTrail: aws-behaviour.md sections 2.8, 3.8 and 8. */
import type {Service, TrailWriter, World} from '../../kernel.ts'
import {LookupRate} from './lookup-rate.ts'
import {lookupEvents} from './operations/lookup-events.ts'
import {describeTrails, getTrailStatus} from './operations/trails.ts'
import type {SeededReads} from './seed-reads.ts'
import {Trail} from './trail.ts'
import type {TrailFacts} from './trail-list.ts'

/** For scenarios and tests. */
export interface TrailSetup {
  /** Puts reads of the past into the trail, a million in a fraction of a second. */
  seedReads(reads: SeededReads): void
  /** A trail, without the bucket it writes to: its account's events reach EventBridge. Answers its ARN. */
  addTrail(facts: TrailFacts): string
  /** From now on nothing about this secret reaches the trail: delivery is best effort, and no API can make it fail. */
  loseEventsOf(secretArn: string): void
}

export interface CloudTrail extends Service, TrailWriter, TrailSetup {}

export function createCloudTrail(world: World): CloudTrail {
  const trail = new Trail(world)
  const rate = new LookupRate(world)
  const operations = [lookupEvents(trail, rate), describeTrails(trail), getTrailStatus(trail)]
  return {
    definition: {
      id: 'cloudtrail',
      protocol: 'json-1.1',
      targetPrefix: 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101',
      eventSource: 'cloudtrail.amazonaws.com',
      messageKey: () => 'message',
      operations: Object.fromEntries(operations.map(operation => [operation.name, operation])),
    },
    api: event => trail.api(event),
    service: event => trail.service(event),
    seedReads: reads => trail.seedReads(reads),
    addTrail: facts => trail.list.put(facts),
    loseEventsOf: secretArn => trail.loseEventsOf(secretArn),
    // It tells of what was done, and decides nothing.
    present: () => [],
    snapshot: () => ({trail: trail.snapshot(), rate: rate.snapshot()}),
    restore(snapshot) {
      const saved = snapshot as {trail: unknown; rate: unknown}
      trail.restore(saved.trail)
      rate.restore(saved.rate)
    },
  }
}
