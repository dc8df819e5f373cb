import type {OperationDefinition} from '../../../kernel.ts'
import {textOf} from '../../iam/input.ts'
import {attributesOf, withAttribute} from '../attributes.ts'
import {snsOperation} from '../operation.ts'
import type {SnsState} from '../state.ts'

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export const getTopicAttributes = (state: SnsState): OperationDefinition =>
  snsOperation(state, {
    name: 'GetTopicAttributes',
    rules: {TopicArn: {required: true}},
    run: call => ({Attributes: attributesOf(state.need(textOf(call.input, 'TopicArn')), state)}),
  })

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export const setTopicAttributes = (state: SnsState): OperationDefinition =>
  snsOperation(state, {
    name: 'SetTopicAttributes',
    rules: {TopicArn: {required: true}, AttributeName: {required: true}},
    run({input}) {
      const topic = state.need(textOf(input, 'TopicArn'))
      state.put(withAttribute(topic, textOf(input, 'AttributeName'), textOf(input, 'AttributeValue'), 'AttributeName'))
    },
  })
