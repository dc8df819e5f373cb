import type {Call, OperationDefinition} from '../../../kernel.ts'
import {pageOf} from '../../../pagination.ts'
import {validation} from '../errors.ts'
import {eventsOperation, LIMIT, NAME, onRule, textOf, type EventBridge} from '../operation.ts'
import {shown} from './rules.ts'

const PAGING = {
  Limit: LIMIT,
  NextToken: {type: 'string', min: 1, max: 2048},
  EventBusName: {type: 'string', min: 1, max: 1600},
} as const

function pageAnswer<Item>(
  {world}: EventBridge,
  call: Call,
  member: string,
  items: readonly Item[],
  view: {readonly position: (item: Item) => string; readonly show: (item: Item) => unknown},
): unknown {
  const page = pageOf(call, world, items, {
    tokenMember: 'NextToken',
    limitMember: 'Limit',
    defaultLimit: 100,
    positionOf: view.position,
    isAfter: (item, position) => view.position(item) > position,
    // Own text.
    invalidToken: () => validation('The token is not valid.'),
  })
  const more = page.nextToken === undefined ? {} : {NextToken: page.nextToken}
  return {[member]: page.items.map(view.show), ...more}
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export const listRules = (events: EventBridge): OperationDefinition =>
  eventsOperation({
    name: 'ListRules',
    rules: {...PAGING, NamePrefix: NAME},
    run(call) {
      const rules = events.state.rules(call).filter(({name}) => name.startsWith(textOf(call, 'NamePrefix')))
      return pageAnswer(events, call, 'Rules', rules, {position: ({name}) => name, show: shown})
    },
  })

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html */
export const listRuleNamesByTarget = (events: EventBridge): OperationDefinition =>
  eventsOperation({
    name: 'ListRuleNamesByTarget',
    rules: {...PAGING, TargetArn: {type: 'string', required: true, min: 1, max: 1600}},
    run(call) {
      const arn = textOf(call, 'TargetArn')
      const rules = events.state.rules(call).filter(({targets}) => targets.some(({Arn}) => Arn === arn))
      return pageAnswer(events, call, 'RuleNames', rules, {position: ({name}) => name, show: ({name}) => name})
    },
  })

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export const listTargetsByRule = (events: EventBridge): OperationDefinition =>
  eventsOperation({
    name: 'ListTargetsByRule',
    rules: {...PAGING, Rule: {...NAME, required: true}},
    authorize: call => [onRule(events, call, 'ListTargetsByRule', {member: 'Rule'})],
    run(call) {
      const targets = events.state.need(call, textOf(call, 'Rule')).targets.toSorted((a, b) => (a.Id < b.Id ? -1 : 1))
      return pageAnswer(events, call, 'Targets', targets, {position: ({Id}) => Id, show: target => target})
    },
  })
