import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

const DAY_MS = 86_400_000
const Endpoint = 'ana@example.com'

let sandbox: TestSandbox
let sns: SNSClient
let TopicArn: string

beforeEach(async () => {
  sandbox = await startTestSandbox({clock: {mode: 'manual', startAt: Date.UTC(2026, 10, 22, 9)}})
  sns = new SNSClient(sandbox.config)
  TopicArn = (await sns.send(new CreateTopicCommand({Name: 'alerts'}))).TopicArn!
})

afterEach(() => sandbox.stop())

const attributes = async () => (await sns.send(new GetTopicAttributesCommand({TopicArn}))).Attributes!
const subscribe = (more = {}) => sns.send(new SubscribeCommand({TopicArn, Protocol: 'email', Endpoint, ...more}))
const subscriptions = async () => (await sns.send(new ListSubscriptionsByTopicCommand({TopicArn}))).Subscriptions
const topics = async () => (await sns.send(new ListTopicsCommand())).Topics
const refusal = (name: string, message: string, httpStatusCode = 400) => ({name, message, $metadata: {httpStatusCode}})
const invalid = (what: string) => refusal('InvalidParameterException', `Invalid parameter: ${what}`)
const elsewhere = () => TopicArn.replace('eu-central-1', 'us-east-1')

/** A client of a user with these statements in its policy. */
function as(...Statement: object[]): SNSClient {
  const policies: Record<string, object> = Statement.length === 0 ? {} : {own: {Version: '2012-10-17', Statement}}
  const user = {accountId: sandbox.accountId, userName: 'ana', policies}
  return new SNSClient({...sandbox.config, credentials: sandbox.iam.addUser(user)})
}

describe('a topic', () => {
  it('is made once, however often it is asked for', async () => {
    expect(TopicArn).toBe('arn:aws:sns:eu-central-1:111122223333:alerts')
    await expect(sns.send(new CreateTopicCommand({Name: 'alerts'}))).resolves.toMatchObject({TopicArn})
    await expect(topics()).resolves.toEqual([{TopicArn}])
    const different = new CreateTopicCommand({Name: 'alerts', Attributes: {DisplayName: 'Alerts'}})
    const reason = 'Attributes Reason: Topic already exists with different attributes'
    await expect(sns.send(different)).rejects.toMatchObject(invalid(reason))
  })

  it('has its tags from the start', async () => {
    const tagged = (Value: string) => new CreateTopicCommand({Name: 'tagged', Tags: [{Key: 'team', Value}]})
    await sns.send(tagged('a'))
    await sns.send(tagged('a'))
    const reason = 'Tags Reason: Topic already exists with different tags'
    await expect(sns.send(tagged('b'))).rejects.toMatchObject(invalid(reason))
  })

  it('shows and changes its attributes', async () => {
    await sns.send(new SetTopicAttributesCommand({TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Alerts'}))
    expect(await attributes()).toMatchObject({
      TopicArn,
      DisplayName: 'Alerts',
      Owner: sandbox.accountId,
      SubscriptionsPending: '0',
    })
    const set = (AttributeName: string, AttributeValue = 'x') =>
      sns.send(new SetTopicAttributesCommand({TopicArn, AttributeName, AttributeValue}))
    await expect(set('Colour')).rejects.toMatchObject(invalid('AttributeName'))
    await expect(set('KmsMasterKeyId')).rejects.toMatchObject({name: 'InvalidParameterException'})
    await expect(set('Policy')).rejects.toMatchObject({name: 'InvalidParameterException'})
  })

  it('is deleted, also when it is not there', async () => {
    await subscribe()
    await sns.send(new DeleteTopicCommand({TopicArn}))
    await sns.send(new DeleteTopicCommand({TopicArn}))
    await expect(attributes()).rejects.toMatchObject(refusal('NotFoundException', 'Topic does not exist', 404))
    expect(await topics()).toEqual([])
    expect(sandbox.topics.confirmations()).toEqual([])
  })

  it('has a name of letters, digits, hyphens and underscores', async () => {
    await expect(sns.send(new CreateTopicCommand({Name: 'a.b'}))).rejects.toMatchObject(invalid('Topic Name'))
  })

  it('is listed by pages', async () => {
    sandbox.switches.turn({pageSize: 1})
    await sns.send(new CreateTopicCommand({Name: 'second'}))
    const first = await sns.send(new ListTopicsCommand())
    const second = await sns.send(new ListTopicsCommand({NextToken: first.NextToken}))
    expect([...first.Topics!, ...second.Topics!].map(topic => topic.TopicArn!.split(':').at(-1))).toEqual([
      'alerts',
      'second',
    ])
    expect(second.NextToken).toBeUndefined()
    await expect(sns.send(new ListTopicsCommand({NextToken: 'x'}))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })
})

describe('a topic of another account', () => {
  const there = '444455556666'
  let foreign: SNSClient
  let caller: SNSClient

  beforeEach(() => {
    foreign = new SNSClient({...sandbox.config, credentials: sandbox.addAccount(there)})
    const policies = {own: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: 'sns:*', Resource: '*'}]}}
    const ana = sandbox.iam.addUser({accountId: there, userName: 'ana', policies})
    caller = new SNSClient({...sandbox.config, credentials: ana})
  })

  const open = (Action: string[]) => {
    const statement = {Effect: 'Allow', Principal: {AWS: there}, Action, Resource: TopicArn}
    const AttributeValue = JSON.stringify({Version: '2012-10-17', Statement: [statement]})
    return sns.send(new SetTopicAttributesCommand({TopicArn, AttributeName: 'Policy', AttributeValue}))
  }

  it('takes messages of whom both sides let', async () => {
    const publish = (client: SNSClient) => client.send(new PublishCommand({TopicArn, Message: 'x'}))
    await expect(publish(caller)).rejects.toMatchObject({name: 'AuthorizationErrorException'})
    await expect(publish(foreign)).rejects.toMatchObject({name: 'AuthorizationErrorException'})
    await open(['SNS:Publish'])
    await publish(caller)
    await publish(foreign)
    expect(sandbox.topics.published(TopicArn)).toHaveLength(2)
    expect((await foreign.send(new ListTopicsCommand())).Topics).toEqual([])
  })

  it('shows its owner in the trail who used it', async () => {
    await open(['SNS:GetTopicAttributes'])
    await caller.send(new GetTopicAttributesCommand({TopicArn}))
    const LookupAttributes = [{AttributeKey: 'ResourceName', AttributeValue: TopicArn}]
    const {Events} = (await sandbox.call('cloudtrail', 'LookupEvents', {LookupAttributes})) as {Events: object[]}
    expect(Events).toMatchObject([
      {EventName: 'GetTopicAttributes', Resources: [{ResourceType: 'AWS::SNS::Topic', ResourceName: TopicArn}]},
      {EventName: 'SetTopicAttributes'},
    ])
  })
})

describe('a message', () => {
  const publish = (more: object = {}) => sns.send(new PublishCommand({TopicArn, Message: 'it failed', ...more}))

  it('is in the outbox, and nowhere else', async () => {
    const {MessageId} = await publish({Subject: 'prod/api', MessageAttributes: {}})
    expect(sandbox.topics.published(TopicArn)).toEqual([
      {topicArn: TopicArn, subject: 'prod/api', message: 'it failed', at: sandbox.clock.now(), messageId: MessageId},
    ])
    expect(sandbox.topics.published(elsewhere())).toEqual([])
    expect(JSON.stringify(sandbox.callRecord.entries())).not.toContain('it failed')
    const {Events} = (await sandbox.call('cloudtrail', 'LookupEvents', {})) as {Events: {EventName: string}[]}
    expect(Events.map(({EventName}) => EventName)).toEqual(['CreateTopic'])
  })

  it('goes with the sandbox into its snapshot', async () => {
    const before = sandbox.snapshot()
    await publish()
    const after = sandbox.snapshot()
    sandbox.restore(before)
    expect(sandbox.topics.published()).toEqual([])
    sandbox.restore(after)
    expect(sandbox.topics.published()).toHaveLength(1)
  })

  it.each<[string, object]>([
    ['TopicArn Reason: An ARN must have at least 6 elements, not 1', {TopicArn: 'alerts'}],
    ['TopicArn Reason: An ARN must have at least 6 elements, not 1', {TopicArn: ''}],
    ['TopicArn or TargetArn Reason: no value for required parameter', {TopicArn: undefined}],
    ['Empty message', {Message: ''}],
    ['Message too long', {Message: 'x'.repeat(262_145)}],
    [
      'Message too long',
      {
        Message: 'x'.repeat(262_130),
        MessageAttributes: {first: {DataType: 'String', StringValue: 'x'}, b: {DataType: 'String', StringValue: 'y'}},
      },
    ],
    ['Subject', {Subject: ''}],
    ['Subject', {Subject: 'two\nlines'}],
    ['Subject', {Subject: 'x'.repeat(101)}],
    [
      'Message Structure - No default entry in JSON message body',
      {MessageStructure: 'json', Message: '{"email": "x"}'},
    ],
    [
      'Message Structure - No default entry in JSON message body',
      {MessageStructure: 'json', Message: '{"default": 1}'},
    ],
    ['Message Structure - JSON message body failed to parse', {MessageStructure: 'json'}],
  ])('is refused with "%s"', async (what, input) => {
    await expect(publish(input)).rejects.toMatchObject(invalid(what))
    expect(sandbox.topics.published()).toEqual([])
  })

  it('to a topic of another region or to none is refused', async () => {
    await expect(publish({TopicArn: elsewhere()})).rejects.toMatchObject(invalid('TopicArn'))
    const unknown = {TopicArn: `${TopicArn}-2`}
    await expect(publish(unknown)).rejects.toMatchObject(refusal('NotFoundException', 'Topic does not exist', 404))
    await expect(publish({TopicArn: undefined, PhoneNumber: '+4912345'})).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })

  it('needs a permission on its very topic, which is asked before the topic is looked for', async () => {
    const ana = as({Effect: 'Allow', Action: 'sns:Publish', Resource: TopicArn})
    const send = (arn: string) => ana.send(new PublishCommand({TopicArn: arn, Message: 'x'}))
    await send(TopicArn)
    const sentence =
      'User: arn:aws:iam::111122223333:user/ana is not authorized to perform: SNS:Publish on resource: ' +
      `${TopicArn}-2 because no identity-based policy allows the SNS:Publish action`
    await expect(send(`${TopicArn}-2`)).rejects.toMatchObject(refusal('AuthorizationErrorException', sentence, 403))
  })

  it('is let in by the topic’s own policy', async () => {
    const ana = as()
    const send = () => ana.send(new PublishCommand({TopicArn, Message: 'x'}))
    await expect(send()).rejects.toMatchObject({name: 'AuthorizationErrorException'})
    const AWS = `arn:aws:iam::${sandbox.accountId}:user/ana`
    const statement = {Effect: 'Allow', Principal: {AWS}, Action: 'SNS:Publish', Resource: TopicArn}
    const AttributeValue = JSON.stringify({Version: '2012-10-17', Statement: [statement]})
    await sns.send(new SetTopicAttributesCommand({TopicArn, AttributeName: 'Policy', AttributeValue}))
    await expect(send()).resolves.toMatchObject({MessageId: expect.any(String) as string})
  })

  it.each([
    ['throttle', refusal('Throttling', 'Rate exceeded')],
    ['server-error', {name: 'InternalErrorException', $metadata: {httpStatusCode: 500}}],
    ['access-denied', {name: 'AuthorizationErrorException', $metadata: {httpStatusCode: 403}}],
  ] as const)('meets the fault %s in the words of SNS', async (kind, error) => {
    sandbox.faults.set([{kind, service: 'sns', operation: 'Publish'}])
    await expect(publish()).rejects.toMatchObject(error)
    expect(sandbox.topics.published()).toEqual([])
  })
})

describe('a subscription of a mail address', () => {
  it('waits until the address says so', async () => {
    await expect(subscribe()).resolves.toMatchObject({SubscriptionArn: 'pending confirmation'})
    expect(await subscriptions()).toEqual([
      {SubscriptionArn: 'PendingConfirmation', Owner: sandbox.accountId, Protocol: 'email', Endpoint, TopicArn},
    ])
    const [mail] = sandbox.topics.confirmations()
    const confirm = new ConfirmSubscriptionCommand({TopicArn, Token: mail!.token})
    const {SubscriptionArn} = await sns.send(confirm)
    expect(await subscriptions()).toMatchObject([{SubscriptionArn}])
    await expect(subscribe()).resolves.toMatchObject({SubscriptionArn})
    expect(await attributes()).toMatchObject({SubscriptionsConfirmed: '1', SubscriptionsPending: '0'})
    expect(sandbox.topics.confirmations()).toEqual([])
    await expect(sns.send(confirm)).rejects.toMatchObject(invalid('Token'))
    const {Events} = (await sandbox.call('cloudtrail', 'LookupEvents', {})) as {Events: {CloudTrailEvent: string}[]}
    expect(JSON.stringify(Events)).not.toContain(mail!.token)
  })

  it('is confirmed without a request, as by whoever reads the mail', async () => {
    await subscribe()
    await subscribe()
    const arn = sandbox.topics.confirm({topicArn: TopicArn, endpoint: Endpoint})
    expect(await subscriptions()).toMatchObject([{SubscriptionArn: arn}])
    expect(sandbox.topics.confirm({topicArn: TopicArn, endpoint: Endpoint})).toBeUndefined()
  })

  it('tells its ARN at once to who asks for it', async () => {
    const {SubscriptionArn} = await subscribe({ReturnSubscriptionArn: true})
    expect(SubscriptionArn).toMatch(`${TopicArn}:`)
  })

  it('is gone when nobody confirms it in two days', async () => {
    await subscribe()
    await sandbox.clock.advance(2 * DAY_MS)
    await expect(sandbox.call('sns', 'ListSubscriptionsByTopic', {TopicArn})).resolves.toMatchObject({
      Subscriptions: [],
    })
    expect(sandbox.topics.confirmations()).toEqual([])
  })

  it('ends, also when it is not there', async () => {
    await subscribe()
    const SubscriptionArn = sandbox.topics.confirm({topicArn: TopicArn, endpoint: Endpoint})
    await sns.send(new UnsubscribeCommand({SubscriptionArn}))
    await sns.send(new UnsubscribeCommand({SubscriptionArn}))
    expect(await subscriptions()).toEqual([])
    expect(await attributes()).toMatchObject({SubscriptionsDeleted: '1'})
  })

  it('cannot be ended before it is confirmed', async () => {
    const {SubscriptionArn} = await subscribe({ReturnSubscriptionArn: true})
    await expect(sns.send(new UnsubscribeCommand({SubscriptionArn}))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })

  it.each([
    ['Amazon SNS does not support this protocol string: pigeon', {Protocol: 'pigeon'}],
    ['Email address', {Endpoint: 'ana'}],
    ['Protocol Reason: The sandbox does not serve subscriptions of sqs.', {Protocol: 'sqs'}],
  ])('is refused with "%s"', async (what, input) => {
    await expect(subscribe(input)).rejects.toMatchObject(invalid(what))
  })

  it('is not confirmed with another token', async () => {
    await subscribe()
    const confirm = (Token: string) => sns.send(new ConfirmSubscriptionCommand({TopicArn, Token}))
    await expect(confirm('0'.repeat(128))).rejects.toMatchObject(invalid('Token'))
    await expect(confirm('x')).rejects.toMatchObject(refusal('InvalidParameterException', 'Invalid token'))
  })

  it('can be allowed for some addresses alone', async () => {
    const Condition = {StringLike: {'sns:Endpoint': '*@example.com'}}
    const ana = as({Effect: 'Allow', Action: 'sns:Subscribe', Resource: TopicArn, Condition})
    const ask = (address: string) => ana.send(new SubscribeCommand({TopicArn, Protocol: 'email', Endpoint: address}))
    await ask(Endpoint)
    await expect(ask('ana@example.org')).rejects.toMatchObject({name: 'AuthorizationErrorException'})
  })
})
