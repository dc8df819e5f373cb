import {InvokeCommand} from '@aws-sdk/client-lambda'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {boto3Title, python, withoutBoto3} from '../../support/foreign-clients.ts'
import {lambdaBench, type LambdaBench} from '../lambda/support.ts'

/** Tells of a rotation in all three ways, with the clients that Lambda provides. */
const TELLING = {
  'index.mjs': `
    import {SendEmailCommand, SESClient} from '@aws-sdk/client-ses'
    import {SendEmailCommand as SendCommand, SESv2Client} from '@aws-sdk/client-sesv2'
    import {PublishCommand, SNSClient} from '@aws-sdk/client-sns'
    export const handler = async ({TopicArn, Source}) => {
      const Destination = {ToAddresses: ['ana@example.org']}
      const mail = {Subject: {Data: 'first'}, Body: {Text: {Data: 'x'}}}
      await new SESClient().send(new SendEmailCommand({Source, Destination, Message: mail}))
      const Content = {Simple: {...mail, Subject: {Data: 'second'}}}
      await new SESv2Client().send(new SendCommand({FromEmailAddress: Source, Destination, Content}))
      await new SNSClient().send(new PublishCommand({TopicArn, Message: 'it failed'}))
    }`,
}

let bench: LambdaBench
let TopicArn: string
const Source = 'rotation@example.com'

beforeEach(async () => {
  bench = await lambdaBench({switches: {mailThrottle: false}})
  const made = (await bench.sandbox.call('sns', 'CreateTopic', {Name: 'alerts'})) as {TopicArn: string}
  TopicArn = made.TopicArn
  bench.sandbox.mail.verify('example.com')
  bench.sandbox.mail.verify('ana@example.org')
})

afterEach(() => bench[Symbol.asyncDispose]())

const told = () => [
  ...bench.sandbox.mail.sent().map(({subject, to}) => `${subject} to ${to.join()}`),
  ...bench.sandbox.topics.published().map(({message}) => message),
]

describe('a function without a copy of the SDK', {timeout: 60_000}, () => {
  it('sends mail through both APIs and publishes, as its role may', async () => {
    const policies = {
      tell: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: ['ses:*', 'sns:Publish'], Resource: '*'}]},
    }
    const Role = bench.sandbox.iam.addRole({accountId: bench.sandbox.accountId, roleName: 'telling', policies})
    await bench.create('tell', TELLING, {Role, Timeout: 30})
    const answer = await bench.lambda.send(
      new InvokeCommand({FunctionName: 'tell', Payload: JSON.stringify({TopicArn, Source})}),
    )
    expect(answer.FunctionError).toBeUndefined()
    expect(told()).toEqual(['first to ana@example.org', 'second to ana@example.org', 'it failed'])
  })
})

describe.skipIf(withoutBoto3)(`mail and messages through ${boto3Title}`, {timeout: 60_000}, () => {
  it('are sent, listed and refused', async () => {
    const script = `
import boto3, json
from botocore.exceptions import ClientError
ses, second, sns = (boto3.client(name) for name in ('ses', 'sesv2', 'sns'))
to, mail = {'ToAddresses': ['ana@example.org']}, {'Subject': {'Data': 'first'}, 'Body': {'Text': {'Data': 'x'}}}
ses.send_email(Source='${Source}', Destination=to, Message=mail)
second.send_email(FromEmailAddress='${Source}', Destination=to, Content={'Raw': {'Data': b'From: ${Source}\\nSubject: raw\\n\\nx'}})
attributes = {'kind': {'DataType': 'String', 'StringValue': 'alarm'}}
sns.publish(TopicArn='${TopicArn}', Message='it failed', MessageAttributes=attributes)
try:
    ses.send_email(Source='a@example.net', Destination=to, Message=mail)
except ClientError as error:
    refused = error.response['Error']['Code']
names = [one['IdentityName'] for one in second.list_email_identities()['EmailIdentities']]
print(json.dumps([refused, names, ses.get_send_quota()['SentLast24Hours'], len(sns.list_topics()['Topics'])]))
`
    expect(JSON.parse(await python(bench.sandbox, script))).toEqual([
      'MessageRejected',
      ['example.com', 'ana@example.org'],
      2,
      1,
    ])
    expect(told()).toEqual(['first to ana@example.org', 'raw to ana@example.org', 'it failed'])
  })
})
