import type {Call, OperationDefinition} from '../../../kernel.ts'
import {violationMessage, violation} from '../../../validate.ts'
import type {Target} from '../entities.ts'
import {notServed, tooMany, validation} from '../errors.ts'
import {checkInput} from '../input.ts'
import {eventsOperation, listOf, NAME, onRule, textOf, type EventBridge} from '../operation.ts'

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MOST_TARGETS = 5

/** What the sandbox knows of a target; AWS has more, which nobody should believe to do something here. */
const MEMBERS = new Set(['Id', 'Arn', 'Input', 'InputPath', 'InputTransformer'])

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html: one of the same id is replaced. */
export const putTargets = (events: EventBridge): OperationDefinition =>
  eventsOperation({
    name: 'PutTargets',
    rules: {
      Rule: {...NAME, required: true},
      Targets: {type: 'list', required: true, min: 1, max: 100},
      EventBusName: {type: 'string', min: 1, max: 1600},
    },
    authorize: call => [
      onRule(events, call, 'PutTargets', {
        member: 'Rule',
        conditions: {'events:targetarn': (listOf(call, 'Targets') as readonly Target[]).map(({Arn}) => Arn)},
      }),
    ],
    // Fixed inputs are whatever somebody wrote, so the trail has none.
    trail: call => ({
      requestParameters: {
        rule: textOf(call, 'Rule'),
        targets: (listOf(call, 'Targets') as readonly Target[]).map(inTrail),
      },
      responseElements: {failedEntryCount: 0, failedEntries: []},
    }),
    run(call) {
      const given = listOf(call, 'Targets') as readonly Target[]
      given.forEach((target, index) => checkTarget(call, target, index + 1))
      const rule = events.state.need(call, textOf(call, 'Rule'))
      const targets = new Map([...rule.targets, ...given].map(target => [target.Id, target]))
      if (targets.size > MOST_TARGETS) throw tooMany()
      events.state.put({...rule, targets: [...targets.values()]})
      return {FailedEntryCount: 0, FailedEntries: []}
    },
  })

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html */
export const removeTargets = (events: EventBridge): OperationDefinition =>
  eventsOperation({
    name: 'RemoveTargets',
    rules: {
      Rule: {...NAME, required: true},
      Ids: {type: 'list', required: true, min: 1, max: 100},
      EventBusName: {type: 'string', min: 1, max: 1600},
    },
    authorize: call => [onRule(events, call, 'RemoveTargets', {member: 'Rule'})],
    run(call) {
      const rule = events.state.need(call, textOf(call, 'Rule'))
      const ids = new Set(listOf(call, 'Ids') as readonly string[])
      events.state.put({...rule, targets: rule.targets.filter(({Id}) => !ids.has(Id))})
      return {FailedEntryCount: 0, FailedEntries: []}
    },
  })

function inTrail({Id, Arn}: Target): unknown {
  return {id: Id, arn: Arn}
}

function checkTarget(call: Call, target: Target, number: number): void {
  checkId(target.Id, number)
  const unknown = Object.keys(target).find(member => !MEMBERS.has(member))
  if (unknown !== undefined) throw notServed(`${unknown} of targets`)
  const [scheme, , service = '', region] = target.Arn.split(':')
  if (scheme !== 'arn') {
    throw validation(`Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format.`)
  }
  if (service !== 'sns' && service !== 'lambda') throw notServed(`targets of ${service}`)
  // Own text; targets are in the region of their rule.
  if (region !== call.region) throw validation(`Target ${target.Id} is in another region than its rule.`)
  checkInput(target)
}

function checkId(id: string, number: number): void {
  const broken =
    id.length > NAME.max
      ? `Member must have length less than or equal to ${NAME.max}`
      : /^[.\-_A-Za-z0-9]+$/.test(id)
        ? undefined
        : `Member must satisfy regular expression pattern: ${NAME.pattern}`
  if (broken === undefined) return
  throw validation(violationMessage([violation(`targets.${number}.member.id`, id, {}, broken)]))
}
