import {setImmediate, setTimeout as wait} from 'node:timers/promises'

import * as fc from 'fast-check'
import {describe, expect, it} from 'vitest'

import {FAULT_KINDS, type FaultRule} from '../../../src/lib/sandbox/fault-rules.ts'
import type {ServiceError} from '../../../src/lib/sandbox/kernel.ts'
import {modelRotation} from '../../support/model-rotation.ts'
import type {TestSandbox} from '../../support/sandbox.ts'

const SECRETS = ['a', 'b']
const runs = Number(process.env['SECROT_REPLAY_RUNS'] ?? 150)

/** `breathe`: real time for what was under way before to make itself heard. */
type Act =
  | {readonly kind: 'rotate' | 'put' | 'cancel'; readonly secret: string}
  | {readonly kind: 'pass'; readonly ms: number}
  | {readonly kind: 'look' | 'list' | 'key' | 'event' | 'invoke' | 'breathe'}

const anAct = fc.oneof<fc.Arbitrary<Act>[]>(
  fc.record({kind: fc.constantFrom('rotate', 'put', 'cancel'), secret: fc.constantFrom(...SECRETS)}),
  fc.record({kind: fc.constant('rotate'), secret: fc.constantFrom(...SECRETS)}),
  fc.record({kind: fc.constant('pass'), ms: fc.constantFrom(0, 300, 61_000, 31 * 86_400_000)}),
  fc.record({kind: fc.constantFrom('look', 'list', 'key', 'event', 'invoke', 'breathe')}),
)
const aRule: fc.Arbitrary<FaultRule> = fc.record({
  // Replies that are kept back need somebody who sends them, or gives up.
  kind: fc.constantFrom(...FAULT_KINDS.filter(kind => kind !== 'hang' && kind !== 'hold')),
  service: fc.constantFrom('secretsmanager', 'lambda', 'cloudtrail'),
  probability: fc.constantFrom(0.3, 1),
  times: fc.integer({min: 1, max: 4}),
})
const aStory = fc.record({
  /** What has happened, and may have left workers warm, when the snapshot is taken. */
  before: fc.array(anAct, {maxLength: 3}),
  acts: fc.array(anAct, {minLength: 3, maxLength: 8}),
  rules: fc.array(aRule, {maxLength: 3}),
  /** What is still under way when the sandbox is put back, and how far it has come. */
  last: fc.option(anAct),
  turns: fc.integer({min: 0, max: 6}),
})

type Story = typeof aStory extends fc.Arbitrary<infer T> ? T : never

async function act(sandbox: TestSandbox, functionArn: string, deed: Act): Promise<unknown> {
  const token = () => sandbox.world.uuid()
  switch (deed.kind) {
    case 'rotate': {
      const how = {RotationLambdaARN: functionArn, RotationRules: {AutomaticallyAfterDays: 30}}
      return sandbox.call('secretsmanager', 'RotateSecret', {
        SecretId: deed.secret,
        ClientRequestToken: token(),
        ...how,
      })
    }
    case 'put': {
      const value = {ClientRequestToken: token(), SecretString: 'z'}
      return sandbox.call('secretsmanager', 'PutSecretValue', {SecretId: deed.secret, ...value})
    }
    case 'cancel':
      return sandbox.call('secretsmanager', 'CancelRotateSecret', {SecretId: deed.secret})
    case 'pass':
      return sandbox.clock.advance(deed.ms)
    case 'look':
      return eventsOf(await sandbox.call('cloudtrail', 'LookupEvents', {}))
    case 'list':
      return sandbox.call('secretsmanager', 'ListSecrets', {})
    case 'key':
      return sandbox.call('iam', 'CreateAccessKey', {})
    case 'event':
      return sandbox.call('lambda', 'Invoke', {FunctionName: 'model', InvocationType: 'Event', Payload: '{}'})
    case 'invoke':
      return sandbox.call('lambda', 'Invoke', {FunctionName: 'model', Payload: '{}'})
    case 'breathe':
      return wait(2)
    default:
      return deed satisfies never
  }
}

/** Without the session that a worker had: one that was warm is cold after the snapshot was put back. */
function eventsOf(answer: unknown): unknown {
  const {Events} = answer as {Events: {EventId: string; EventName: string}[]}
  return Events.map(({EventId, EventName}) => [EventId, EventName])
}

/** Plays a story. Answers, errors and the record: all that anybody can tell of it. */
async function play(sandbox: TestSandbox, functionArn: string, {acts, rules, last, turns}: Story): Promise<unknown> {
  sandbox.faults.set(rules, 7)
  const told: unknown[] = []
  for (const deed of acts) {
    told.push(await act(sandbox, functionArn, deed).catch((error: ServiceError) => error.code))
    await sandbox.clock.idle()
  }
  const seen = structuredClone([told, sandbox.callRecord.entries(), sandbox.clock.now(), sandbox.world.random()])
  if (last !== null) void act(sandbox, functionArn, last).catch(() => undefined)
  for (let turn = 0; turn < turns; turn++) await (turn % 2 === 0 ? Promise.resolve() : setImmediate())
  return seen
}

describe('the same calls after a snapshot was put back', () => {
  it('give the same answers and the same record, whatever was under way', {timeout: 120_000}, async () => {
    const switches = {trailThrottle: true, pageSize: 2}
    const {sandbox, functionArn} = await modelRotation(SECRETS, {whenCut: 'asks again', switches})
    const start = sandbox.snapshot()
    await fc.assert(
      fc.asyncProperty(aStory, async story => {
        sandbox.restore(start)
        for (const deed of story.before) {
          await act(sandbox, functionArn, deed).catch(() => undefined)
          await sandbox.clock.idle()
        }
        const saved = sandbox.snapshot()
        const first = await play(sandbox, functionArn, story)
        sandbox.restore(saved)
        expect(await play(sandbox, functionArn, story)).toEqual(first)
      }),
      {numRuns: runs},
    )
    await sandbox.stop()
  })
})
