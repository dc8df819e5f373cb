import type {Call, OperationDefinition} from '../../../kernel.ts'
import {textOf} from '../../iam/input.ts'
import {onTopic} from '../arns.ts'
import {invalid, invalidFor, notServed} from '../errors.ts'
import {snsOperation} from '../operation.ts'
import type {SnsState} from '../state.ts'

const LARGEST = 262_144
/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: text that begins with no space and has no line breaks. */
const SUBJECT = /^[^\s\p{Cc}][^\p{Cc}]{0,99}$/u

/** To a topic; phones and devices are not served. Bodies never enter the trail, which has management events alone. */
export const publish = (state: SnsState): OperationDefinition =>
  snsOperation(state, {
    name: 'Publish',
    dataEvent: true,
    rules: {Message: {required: true}},
    authorize: call => [onTopic(state, call, {action: 'Publish', ...target(call)})],
    run(call) {
      checkMessage(call)
      const {arn: topicArn} = state.need(target(call).arn)
      const {Subject: subject} = call.input
      const message = textOf(call.input, 'Message')
      const facts = typeof subject === 'string' ? {topicArn, subject, message} : {topicArn, message}
      return {MessageId: state.publish(facts).messageId}
    },
  })

function target({input}: Call): {readonly member: string; readonly arn: string} {
  const member = ['TopicArn', 'TargetArn'].find(name => input[name] !== undefined)
  if (member !== undefined) return {member, arn: textOf(input, member)}
  if (input['PhoneNumber'] !== undefined) throw notServed('PhoneNumber', 'messages to phones')
  throw invalidFor('TopicArn or TargetArn', 'no value for required parameter')
}

function checkMessage({input}: Call): void {
  const message = textOf(input, 'Message')
  if (message === '') throw invalid('Empty message')
  if (Buffer.byteLength(message) + attributeBytes(input['MessageAttributes']) > LARGEST) {
    throw invalid('Message too long')
  }
  const {Subject: subject, MessageStructure: structure} = input
  if (subject !== undefined && !SUBJECT.test(textOf(input, 'Subject'))) throw invalid('Subject')
  if (structure === 'json') checkStructure(message)
}

function attributeBytes(attributes: unknown): number {
  if (typeof attributes !== 'object' || attributes === null) return 0
  return Object.entries(attributes as Record<string, Record<string, string>>).reduce(
    (sum, [name, {DataType = '', StringValue = '', BinaryValue = ''}]) =>
      sum +
      [name, DataType, StringValue].map(text => Buffer.byteLength(text)).reduce((one, other) => one + other) +
      Buffer.byteLength(BinaryValue, 'base64'),
    0,
  )
}

function checkStructure(message: string): void {
  let texts: unknown
  try {
    texts = JSON.parse(message)
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse')
  }
  const byProtocol = typeof texts === 'object' && texts !== null ? (texts as Record<string, unknown>) : {}
  if (typeof byProtocol['default'] === 'string') return
  throw invalid('Message Structure - No default entry in JSON message body')
}
