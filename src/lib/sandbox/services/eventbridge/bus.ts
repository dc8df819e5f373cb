/** The default buses: events come in, rules that match hand them to their targets. */
import {ServiceError, type EventBus, type World} from '../../kernel.ts'
import {eventTime} from '../cloudtrail/user-identity.ts'
import type {BusEvent, Rule, Target} from './entities.ts'
import {inputFor} from './input.ts'
import {compilePattern, type EventPattern} from './pattern/compile.ts'
import type {EventBridgeState} from './state.ts'

const TIMER = 'events.arrival'
const SERVICE = 'events.amazonaws.com'

interface Arrival {
  readonly event: BusEvent
  readonly hiddenByDefault: boolean
}

/** What became of an event at a target; the message itself is nowhere but there. */
type Fate = 'delivered' | 'denied' | 'missing' | 'refused' | 'unsuitable'

export interface Bus extends EventBus {
  /** Takes an event as it is and returns its id. */
  accept(event: Omit<BusEvent, 'version' | 'id'>): string
}

export function createBus(world: World, state: EventBridgeState): Bus {
  const patterns = new Map<string, EventPattern>()
  const arrive = ({event, hiddenByDefault}: Arrival): void => {
    for (const rule of state.rules({accountId: event.account, region: event.region})) {
      if (!listens(rule, hiddenByDefault)) continue
      if (!patternOf(patterns, rule)(event as unknown as Record<string, unknown>)) continue
      for (const target of rule.targets) deliver(world, event, rule, target)
    }
  }
  world.clock.on(TIMER, payload => arrive(payload as Arrival))

  const accept = (event: Omit<BusEvent, 'version' | 'id'>, hiddenByDefault: boolean): string => {
    const arrival: Arrival = {event: {version: '0', id: world.uuid(), ...event}, hiddenByDefault}
    const {eventDelayMs} = world.switches
    if (eventDelayMs === 0) arrive(arrival)
    else world.clock.schedule({dueAt: world.clock.now() + eventDelayMs, kind: TIMER, payload: arrival})
    return arrival.event.id
  }
  return {
    accept: event => accept(event, false),
    isAwaited: place => !state.isEmpty && state.rules(place).some(({state: now}) => now !== 'DISABLED'),
    emit({accountId, region, source, detailType, resources, detail, hiddenByDefault = false}) {
      if (state.isEmpty) return
      const time = eventTime(world.clock.now())
      accept({'detail-type': detailType, source, account: accountId, time, region, resources, detail}, hiddenByDefault)
    },
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html */
function listens({state}: Rule, hiddenByDefault: boolean): boolean {
  return hiddenByDefault ? state === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : state !== 'DISABLED'
}

/** A pattern was read when it was stored, so it can be read. */
function patternOf(known: Map<string, EventPattern>, {pattern}: Rule): EventPattern {
  const compiled = known.get(pattern) ?? compilePattern(pattern)
  known.set(pattern, compiled)
  return compiled
}

function deliver(world: World, event: BusEvent, rule: Rule, target: Target): void {
  const message = inputFor(target, event, rule)
  const note = (fate: Fate): void => {
    world.record.add({
      kind: 'event',
      service: 'events',
      operation: 'Deliver',
      principal: SERVICE,
      tookEffect: fate === 'delivered',
      detail: {rule: rule.arn, target: target.Arn, eventId: event.id, detailType: event['detail-type'], fate},
    })
  }
  const fate = message === undefined ? 'unsuitable' : send(world, rule, target, message)
  if (typeof fate === 'string') note(fate)
  else void world.clock.track(fate.then(note))
}

function send(
  world: World,
  {arn: sourceArn, accountId: sourceAccount}: Rule,
  {Arn: arn}: Target,
  message: string,
): Fate | Promise<Fate> {
  if (arn.split(':')[2] === 'sns') return world.topics.deliver({topicArn: arn, message, servicePrincipal: SERVICE})
  const may = world.functions.mayInvoke({functionArn: arn, servicePrincipal: SERVICE, sourceArn, sourceAccount})
  if (may !== 'yes') return may === 'no' ? 'denied' : 'missing'
  return invoked(world, arn, message)
}

/** A function that is still being made takes nothing, and the event is lost to it; AWS would try for a day. */
async function invoked(world: World, functionArn: string, payload: string): Promise<Fate> {
  try {
    await world.functions.invoke({functionArn, payload, invocationType: 'Event', source: SERVICE})
    return 'delivered'
  } catch (error) {
    if (error instanceof ServiceError) return 'refused'
    throw error
  }
}
