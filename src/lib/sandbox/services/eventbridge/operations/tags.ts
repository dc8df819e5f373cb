import type {Authorization, Call, OperationDefinition} from '../../../kernel.ts'
import {ruleArn} from '../arns.ts'
import type {Rule, Tag} from '../entities.ts'
import {notServed} from '../errors.ts'
import {eventsOperation, listOf, textOf, type EventBridge} from '../operation.ts'

const ARN = {ResourceARN: {type: 'string', required: true, min: 1, max: 1600}} as const

/** May the caller do this to the resource, whatever it is? */
function onResource(call: Call, action: string): Authorization {
  const resource = textOf(call, 'ResourceARN')
  return {action: `events:${action}`, resource, resourceAsWritten: resource}
}

/** Throws ResourceNotFoundException. */
function ruleOf({state}: EventBridge, call: Call): Rule {
  const arn = textOf(call, 'ResourceARN')
  const prefix = ruleArn(call, '')
  if (!arn.startsWith(prefix)) throw notServed('tags of anything but rules')
  return state.need(call, arn.slice(prefix.length))
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html */
export const tagResource = (events: EventBridge): OperationDefinition =>
  eventsOperation({
    name: 'TagResource',
    rules: {...ARN, Tags: {type: 'list', required: true}},
    authorize: call => [onResource(call, 'TagResource')],
    run(call) {
      const rule = ruleOf(events, call)
      const tags = new Map([...rule.tags, ...(listOf(call, 'Tags') as readonly Tag[])].map(tag => [tag.Key, tag]))
      events.state.put({...rule, tags: [...tags.values()]})
    },
  })

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UntagResource.html */
export const untagResource = (events: EventBridge): OperationDefinition =>
  eventsOperation({
    name: 'UntagResource',
    rules: {...ARN, TagKeys: {type: 'list', required: true}},
    authorize: call => [onResource(call, 'UntagResource')],
    run(call) {
      const rule = ruleOf(events, call)
      const keys = new Set(listOf(call, 'TagKeys') as readonly string[])
      events.state.put({...rule, tags: rule.tags.filter(({Key}) => !keys.has(Key))})
    },
  })

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = (events: EventBridge): OperationDefinition =>
  eventsOperation({
    name: 'ListTagsForResource',
    rules: ARN,
    authorize: call => [onResource(call, 'ListTagsForResource')],
    run: call => ({Tags: ruleOf(events, call).tags}),
  })
