import type {Call, OperationDefinition} from '../../../kernel.ts'
import {listOf, tagsOf, textOf} from '../../iam/input.ts'
import {topicArn} from '../arns.ts'
import {withAttribute} from '../attributes.ts'
import {invalid, invalidFor} from '../errors.ts'
import {snsOperation} from '../operation.ts'
import {defaultPolicy} from '../policy.ts'
import type {SnsState} from '../state.ts'

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html; a standard topic's name has no dot. */
const NAME = /^[A-Za-z0-9_-]{1,256}$/

/** A topic that is there already is answered as if it had been made, when it is the same. */
export const createTopic = (state: SnsState): OperationDefinition =>
  snsOperation(state, {
    name: 'CreateTopic',
    rules: {Name: {required: true}, Tags: {type: 'list'}},
    authorize(call) {
      const resource = topicArn(call, textOf(call.input, 'Name'))
      const target = {resource, resourceAsWritten: resource}
      // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html: tags need sns:TagResource too.
      const tagging = listOf(call.input, 'Tags').length === 0 ? [] : [{action: 'SNS:TagResource', ...target}]
      return [{action: 'SNS:CreateTopic', ...target}, ...tagging]
    },
    run(call) {
      const name = textOf(call.input, 'Name')
      if (!NAME.test(name)) throw invalid('Topic Name')
      const arn = topicArn(call, name)
      const attributes = Object.entries((call.input['Attributes'] ?? {}) as Record<string, string>)
      const tags = tagsOf(call.input)
      const existing = state.topic(arn)
      const start = existing ?? newTopic(call, arn)
      const topic = attributes.reduce((made, [key, value]) => withAttribute(made, key, value, 'Attributes'), start)
      if (existing === undefined) state.put({...topic, tags})
      else if (topic.displayName !== existing.displayName || topic.policy !== existing.policy) {
        throw invalidFor('Attributes', 'Topic already exists with different attributes')
      } else if (listOf(call.input, 'Tags').length > 0 && !sameTags(tags, existing.tags)) {
        throw invalidFor('Tags', 'Topic already exists with different tags')
      }
      return {TopicArn: arn}
    },
  })

function newTopic({accountId, region}: Call, arn: string) {
  return {accountId, region, arn, displayName: '', policy: defaultPolicy(arn, accountId), tags: [], unsubscribed: 0}
}

function sameTags(one: readonly {Key: string; Value: string}[], other: typeof one): boolean {
  const sorted = (tags: typeof one) =>
    tags
      .map(({Key, Value}) => JSON.stringify([Key, Value]))
      .toSorted()
      .join()
  return sorted(one) === sorted(other)
}

/** https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html: a topic that is not there is no error. */
export const deleteTopic = (state: SnsState): OperationDefinition =>
  snsOperation(state, {
    name: 'DeleteTopic',
    rules: {TopicArn: {required: true}},
    run: call => state.delete(textOf(call.input, 'TopicArn')),
  })
