/** EventBridge: rules of the default bus, fed by CloudTrail, Secrets Manager and PutEvents. aws-behaviour.md section 10. */
import type {EventBus, Service, World} from '../../kernel.ts'
import {createBus} from './bus.ts'
import type {EventBridge, MakeOperation} from './operation.ts'
import {listRuleNamesByTarget, listRules, listTargetsByRule} from './operations/listing.ts'
import {putEvents} from './operations/put-events.ts'
import {putRule} from './operations/put-rule.ts'
import {deleteRule, describeRule, disableRule, enableRule} from './operations/rules.ts'
import {listTagsForResource, tagResource, untagResource} from './operations/tags.ts'
import {putTargets, removeTargets} from './operations/targets.ts'
import {testEventPattern} from './operations/test-event-pattern.ts'
import {EventBridgeState} from './state.ts'

const OPERATIONS: readonly MakeOperation[] = [
  deleteRule,
  describeRule,
  disableRule,
  enableRule,
  listRuleNamesByTarget,
  listRules,
  listTagsForResource,
  listTargetsByRule,
  putEvents,
  putRule,
  putTargets,
  removeTargets,
  tagResource,
  testEventPattern,
  untagResource,
]

export interface EventBridgeService extends Service {
  readonly bus: EventBus
}

export function createEventBridge(world: World): EventBridgeService {
  const state = new EventBridgeState()
  const bus = createBus(world, state)
  const events: EventBridge = {world, state, bus}
  const operations = OPERATIONS.map(make => make(events))
  return {
    definition: {
      id: 'events',
      protocol: 'json-1.1',
      targetPrefix: 'AWSEvents',
      eventSource: 'events.amazonaws.com',
      messageKey: () => 'message',
      operations: Object.fromEntries(operations.map(operation => [operation.name, operation])),
    },
    bus,
    snapshot: () => state.snapshot(),
    restore: snapshot => state.restore(snapshot),
  }
}
