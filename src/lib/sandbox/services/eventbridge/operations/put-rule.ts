import type {Authorization, Call, OperationDefinition} from '../../../kernel.ts'
import {ruleArn} from '../arns.ts'
import type {Rule, RuleState, Tag} from '../entities.ts'
import {invalidPattern, notServed, tooMany, validation} from '../errors.ts'
import {eventsOperation, listOf, NAME, onRule, textOf, type EventBridge} from '../operation.ts'
import {compilePattern} from '../pattern/compile.ts'
import {PatternSyntaxError} from '../pattern/test.ts'

const STATES: readonly RuleState[] = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const LONGEST_PATTERN = 2048
const MOST_RULES = 300

/**
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html: it takes the place of a rule of that
 * name, whose targets and tags stay.
 */
export const putRule = (events: EventBridge): OperationDefinition =>
  eventsOperation({
    name: 'PutRule',
    rules: {
      Name: {...NAME, required: true},
      EventPattern: {type: 'string', max: 4096},
      ScheduleExpression: {type: 'string', max: 256},
      State: {type: 'string', values: STATES},
      Description: {type: 'string', max: 512},
      RoleArn: {type: 'string', min: 1, max: 1600},
      Tags: {type: 'list'},
      EventBusName: {type: 'string', min: 1, max: 1600},
    },
    authorize: call => [
      onRule(events, call, 'PutRule', {conditions: conditionsOf(textOf(call, 'EventPattern'))}),
      ...(listOf(call, 'Tags').length === 0 ? [] : [onRule(events, call, 'TagResource')]),
    ],
    run(call) {
      const {state} = events
      const {accountId, region} = call
      const pattern = patternOf(call)
      const name = textOf(call, 'Name')
      const before = state.find(call, name)
      if (before === undefined && state.rules(call).length >= MOST_RULES) throw tooMany()
      const description = textOf(call, 'Description')
      const rule: Rule = {
        accountId,
        region,
        name,
        arn: ruleArn(call, name),
        pattern,
        state: (call.input['State'] ?? 'ENABLED') as RuleState,
        ...(description === '' ? {} : {description}),
        createdBy: before?.createdBy ?? accountId,
        // Tags of a rule that is there already are left as they are.
        tags: before?.tags ?? (listOf(call, 'Tags') as readonly Tag[]),
        targets: before?.targets ?? [],
      }
      state.put(rule)
      return {RuleArn: rule.arn}
    },
  })

function patternOf(call: Call): string {
  if (textOf(call, 'ScheduleExpression') !== '') throw notServed('rules with a schedule')
  if (textOf(call, 'RoleArn') !== '') throw notServed('rules with a role')
  const pattern = textOf(call, 'EventPattern')
  if (pattern === '') throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.')
  if (pattern.length > LONGEST_PATTERN) throw tooMany()
  checkPattern(pattern)
  return pattern
}

/** Throws InvalidEventPatternException. */
export function checkPattern(pattern: string): void {
  try {
    compilePattern(pattern)
  } catch (error) {
    if (error instanceof PatternSyntaxError) throw invalidPattern(error.message)
    throw error
  }
}

/** What policies can ask of a pattern: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html. */
function conditionsOf(pattern: string): NonNullable<Authorization['conditions']> {
  let read: Record<string, unknown> = {}
  try {
    read = (JSON.parse(pattern) ?? {}) as Record<string, unknown>
  } catch {
    return {}
  }
  const texts = (name: string) => {
    const value = read[name]
    return Array.isArray(value) ? value.filter(one => typeof one === 'string') : []
  }
  return Object.fromEntries(
    ['source', 'detail-type'].flatMap(name => (texts(name).length === 0 ? [] : [[`events:${name}`, texts(name)]])),
  )
}
