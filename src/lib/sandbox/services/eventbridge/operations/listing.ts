import type {Call, OperationDefinition} from '../../../kernel.ts'
import {pageAnswer} from '../../../pagination.ts'
import {validation} from '../errors.ts'
import {eventsOperation, LIMIT, NAME, onRule, textOf, type EventBridge} from '../operation.ts'
import {shown} from './rules.ts'

const PAGING = {
  Limit: LIMIT,
  NextToken: {type: 'string', min: 1, max: 2048},
  EventBusName: {type: 'string', min: 1, max: 1600},
} as const

function eventsPage<Item>(
  {world}: EventBridge,
  call: Call,
  member: string,
  items: readonly Item[],
  show: {readonly positionOf: (item: Item) => string; readonly view: (item: Item) => unknown},
): unknown {
  return pageAnswer(call, world, items, {
    ...show,
    member,
    tokenMember: 'NextToken',
    limitMember: 'Limit',
    defaultLimit: 100,
    isAfter: (item, position) => show.positionOf(item) > position,
    // Own text.
    invalidToken: () => validation('The token is not valid.'),
  })
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export const listRules = (events: EventBridge): OperationDefinition =>
  eventsOperation({
    name: 'ListRules',
    rules: {...PAGING, NamePrefix: NAME},
    run(call) {
      const rules = events.state.rules(call).filter(({name}) => name.startsWith(textOf(call, 'NamePrefix')))
      return eventsPage(events, call, 'Rules', rules, {positionOf: ({name}) => name, view: shown})
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
      return eventsPage(events, call, 'RuleNames', rules, {positionOf: ({name}) => name, view: ({name}) => name})
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
      return eventsPage(events, call, 'Targets', targets, {positionOf: ({Id}) => Id, view: target => target})
    },
  })
