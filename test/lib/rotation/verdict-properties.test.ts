import * as fc from 'fast-check'
import {expect, it} from 'vitest'
import {eventsNeeded} from '../../../src/lib/rotation/events-rule.ts'
import type {EventFacts, LogFacts, VerdictFacts} from '../../../src/lib/rotation/facts.ts'
import {verdicts} from '../../../src/lib/rotation/judgement.ts'
import type {SecretDescription} from '../../../src/lib/rotation/secret.ts'
import {pendingVersionOf} from '../../../src/lib/rotation/staging.ts'
import {verdictOf} from '../../../src/lib/rotation/verdict.ts'
import {aSecret, day, pictureNow as now, without} from '../../support/a-secret.ts'

const past = fc.integer({min: 0, max: 80 * day}).map(ago => now - ago)
const versions = ['v-current', 'v-pending', 'v-other']
const names = [
  'RotationStarted',
  'RotationSucceeded',
  'RotationFailed',
  'RotationAbandoned',
  'TestRotationFailed',
  'PutSecretValue',
  'CancelRotateSecret',
]

const news = fc.record({
  name: fc.constantFrom(...names),
  at: past,
  versionId: fc.constantFrom(...versions),
  step: fc.constantFrom('createSecret' as const, 'setSecret' as const, 'testSecret' as const),
})
const list = fc.array(news, {maxLength: 6})
const events: fc.Arbitrary<EventFacts> = fc.oneof(
  fc.constant({kind: 'not-asked' as const}),
  list.map(found => ({kind: 'read' as const, since: now - 90 * day, names, events: found})),
  list.map(found => ({kind: 'cut-off' as const, events: found, reason: 'more'})),
  fc.constant({kind: 'denied' as const, action: 'cloudtrail:LookupEvents', reason: 'no'}),
  fc.constant({kind: 'failed' as const, reason: 'no'}),
)
const invocation = fc.record({
  startedAt: past,
  endedAt: fc.option(past, {nil: undefined}),
  belongsToSecret: fc.boolean(),
})
const log: fc.Arbitrary<LogFacts> = fc.oneof(
  fc.constant({kind: 'not-asked' as const}),
  fc.constant({kind: 'denied' as const, action: 'logs:FilterLogEvents', reason: 'no'}),
  fc.array(invocation, {maxLength: 4}).map(found => ({
    kind: 'read' as const,
    platformLines: true,
    cutOff: false,
    invocations: found.map(({endedAt, ...rest}) => ({...rest, ...(endedAt === undefined ? {} : {endedAt})})),
  })),
)
const description: fc.Arbitrary<SecretDescription> = fc
  .record({
    pending: fc.option(fc.constantFrom('v-pending', 'v-current'), {nil: undefined}),
    current: fc.constantFrom('v-current', 'v-current', null),
    enabled: fc.constantFrom(true, true, false, undefined),
    lastRotatedAt: fc.option(past, {nil: undefined}),
    lastChangedAt: past,
    nextIn: fc.integer({min: -40 * day, max: 40 * day}),
  })
  .map(({pending, enabled, nextIn, lastRotatedAt, ...rest}) => {
    const secret = aSecret({...rest, nextRotationAt: now + nextIn, ...(pending === undefined ? {} : {pending})})
    const rotated = lastRotatedAt === undefined ? without(secret, 'lastRotatedAt') : {...secret, lastRotatedAt}
    return enabled === undefined ? without(rotated, 'rotationEnabled') : {...rotated, rotationEnabled: enabled}
  })

const facts: fc.Arbitrary<VerdictFacts & {description: SecretDescription}> = fc.record({
  now: fc.constant(now),
  description,
  events,
  log,
})

it('gives each secret exactly one verdict that claims no more than its facts hold', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(facts, known => {
      const {verdict, why, pending} = verdictOf(known)
      seen.add(verdict)
      const left = pendingVersionOf(known.description.staging)
      const on = known.description.rotationEnabled === true
      expect(why.length).toBeGreaterThan(0)
      if (left !== undefined) expect(['stuck', 'unknown', 'rotating']).toContain(verdict)
      else expect(['stuck', 'rotating']).not.toContain(verdict)
      expect(pending?.versionId).toBe(left)
      if (verdict === 'healthy' || verdict === 'late' || verdict === 'failing') {
        expect(on).toBe(true)
        if (eventsNeeded(known.description, now) !== undefined) expect(known.events.kind).toBe('read')
      }
      if (verdict === 'off') expect(on).toBe(false)
      if (verdict === 'late') expect(known.description.nextRotationAt).toBeLessThan(now)
    }),
    {numRuns: 4000},
  )
  expect([...seen].toSorted()).toEqual([...verdicts].toSorted())
})
