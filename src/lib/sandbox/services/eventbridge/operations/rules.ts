import type {Call, OperationDefinition} from '../../../kernel.ts'
import type {Rule, RuleState} from '../entities.ts'
import {validation} from '../errors.ts'
import {eventsOperation, NAME, onRule, textOf, type EventBridge} from '../operation.ts'

const RULES = {Name: {...NAME, required: true}, EventBusName: {type: 'string', min: 1, max: 1600}} as const

function ruleOperation(events: EventBridge, name: string, run: (call: Call) => unknown): OperationDefinition {
  return eventsOperation({name, rules: RULES, authorize: call => [onRule(events, call, name)], run})
}

/** As DescribeRule shows it, and lists without who made it. */
export function shown(rule: Rule): Record<string, unknown> {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.pattern,
    State: rule.state,
    ...(rule.description === undefined ? {} : {Description: rule.description}),
    EventBusName: 'default',
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export const describeRule = (events: EventBridge): OperationDefinition =>
  ruleOperation(events, 'DescribeRule', call => {
    const rule = events.state.need(call, textOf(call, 'Name'))
    return {...shown(rule), CreatedBy: rule.createdBy}
  })

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html: one that is not there is no error. */
export const deleteRule = (events: EventBridge): OperationDefinition =>
  ruleOperation(events, 'DeleteRule', call => {
    const rule = events.state.find(call, textOf(call, 'Name'))
    if (rule === undefined) return
    if (rule.targets.length > 0) throw validation("Rule can't be deleted since it has targets.")
    events.state.delete(rule)
  })

const switchOperation = (events: EventBridge, name: string, state: RuleState): OperationDefinition =>
  ruleOperation(events, name, call => {
    events.state.put({...events.state.need(call, textOf(call, 'Name')), state})
  })

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EnableRule.html */
export const enableRule = (events: EventBridge) => switchOperation(events, 'EnableRule', 'ENABLED')

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html */
export const disableRule = (events: EventBridge) => switchOperation(events, 'DisableRule', 'DISABLED')
