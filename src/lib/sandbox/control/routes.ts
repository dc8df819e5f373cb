import * as v from 'valibot'

import {FAULT_KINDS} from '../fault-rules.ts'
import type {Sandbox} from '../sandbox.ts'
import {UnknownScenario} from '../scenarios/scenario.ts'
import {ControlRefusal} from './refusal.ts'
import {Switches} from './switch-schema.ts'

type Route = (sandbox: Sandbox, body: unknown, query: URLSearchParams) => unknown

const Kind = v.picklist(FAULT_KINDS)

const Rule = v.strictObject({
  kind: Kind,
  service: v.exactOptional(v.string()),
  operation: v.exactOptional(v.string()),
  principal: v.exactOptional(v.string()),
  function: v.exactOptional(v.string()),
  nth: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  from: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  probability: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  times: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  latencyMs: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  effect: v.exactOptional(v.picklist(['before', 'after'])),
  holdBefore: v.exactOptional(v.boolean()),
  echo: v.exactOptional(v.boolean()),
  forMs: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
})

const Plan = v.strictObject({
  rules: v.array(Rule),
  seed: v.exactOptional(v.number()),
  off: v.exactOptional(v.array(Kind)),
})

const Advance = v.union([
  v.strictObject({ms: v.pipe(v.number(), v.minValue(0))}),
  v.strictObject({to: v.pipe(v.string(), v.isoTimestamp())}),
])

const Jump = v.strictObject({ms: v.pipe(v.number(), v.minValue(0))})

const Load = v.strictObject({scenario: v.string()})

const Subscription = v.strictObject({topicArn: v.string(), endpoint: v.string()})

const Identity = v.strictObject({identity: v.string()})

const ProductionAccess = v.strictObject({on: v.boolean()})

const StoredFile = v.strictObject({
  bucket: v.pipe(v.string(), v.minLength(1)),
  key: v.pipe(v.string(), v.minLength(1)),
  base64: v.pipe(v.string(), v.base64()),
})

const Account = v.strictObject({accountId: v.pipe(v.string(), v.regex(/^\d{12}$/))})

/** What can be asked of a running sandbox, by method and path under `/_secrot/`. */
export const CONTROL_ROUTES: Readonly<Record<string, Route>> = {
  'GET ': describe,
  'GET clock': clockOf,
  async 'POST clock/advance'(sandbox, body) {
    const move = read(Advance, body)
    await ('ms' in move ? sandbox.clock.advance(move.ms) : sandbox.clock.advanceTo(Date.parse(move.to)))
    return clockOf(sandbox)
  },
  'POST clock/jump'(sandbox, body) {
    sandbox.clock.jump(read(Jump, body).ms)
    return clockOf(sandbox)
  },
  'GET switches': switchesOf,
  'PUT switches'(sandbox, body) {
    const {pageSize, ...others} = read(Switches, body)
    sandbox.switches.turn({...others, ...(pageSize === undefined ? {} : {pageSize: pageSize ?? undefined})})
    return switchesOf(sandbox)
  },
  'GET faults': faultsOf,
  'PUT faults'(sandbox, body) {
    const {rules, seed, off = []} = read(Plan, body)
    sandbox.faults.clear()
    sandbox.faults.set(rules, seed)
    sandbox.faults.turn(off, 'off')
    return faultsOf(sandbox)
  },
  'DELETE faults'(sandbox) {
    sandbox.faults.clear()
    return faultsOf(sandbox)
  },
  'POST faults/release'(sandbox) {
    sandbox.faults.release()
    return faultsOf(sandbox)
  },
  async 'POST reset'(sandbox) {
    await sandbox.reset()
    return describe(sandbox)
  },
  async 'POST load'(sandbox, body) {
    const {scenario} = read(Load, body)
    try {
      await sandbox.load(scenario)
    } catch (error) {
      if (error instanceof UnknownScenario) throw new ControlRefusal(error.message, 404)
      throw error
    }
    return describe(sandbox)
  },
  'GET record'(sandbox, _body, query) {
    const after = Number(query.get('after') ?? 0)
    return {entries: sandbox.callRecord.entries().filter(({sequence}) => sequence > after)}
  },
  'GET outbox': outboxOf,
  'POST topics/confirm'(sandbox, body) {
    const subscriptionArn = sandbox.topics.confirm(read(Subscription, body))
    if (subscriptionArn === undefined) throw new ControlRefusal('No such subscription waits for its confirmation.', 404)
    return {subscriptionArn}
  },
  'POST mail/verify': (sandbox, body) => sandbox.mail.verify(read(Identity, body).identity),
  'POST mail/production': (sandbox, body) => sandbox.mail.productionAccess(read(ProductionAccess, body).on),
  'POST objects'(sandbox, body) {
    const {base64, ...named} = read(StoredFile, body)
    sandbox.objects.put({...named, body: Buffer.from(base64, 'base64')})
  },
  'POST accounts': (sandbox, body) => sandbox.addAccount(read(Account, body).accountId),
}

function describe(sandbox: Sandbox): unknown {
  const {url, accountId, region, credentials} = sandbox
  return {url, accountId, region, credentials, clock: clockOf(sandbox)}
}

function clockOf({clock}: Sandbox): unknown {
  return {now: new Date(clock.now()).toISOString(), mode: clock.mode, offsetMs: clock.offsetMs()}
}

function switchesOf({switches}: Sandbox): unknown {
  return {...switches.current, pageSize: switches.current.pageSize ?? null}
}

function faultsOf({faults}: Sandbox): unknown {
  return {rules: faults.rules, off: [...faults.off]}
}

/** Times as everywhere in these answers. */
function outboxOf({mail, topics}: Sandbox): unknown {
  const dated = <Message extends {readonly at: number}>(message: Message) => {
    return {...message, at: new Date(message.at).toISOString()}
  }
  return {sent: mail.sent().map(dated), published: topics.published().map(dated), confirmations: topics.confirmations()}
}

function read<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body)
  if (result.success) return result.output
  const [issue] = result.issues
  const place = v.getDotPath(issue)
  throw new ControlRefusal(place === null ? issue.message : `${place}: ${issue.message}`)
}
