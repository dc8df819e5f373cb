import {
  CreateStackCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import {DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {GetTopicAttributesCommand, SNSClient} from '@aws-sdk/client-sns'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {StackName, stackBench, type StackBench} from './support.ts'

let bench: StackBench
let secrets: SecretsManagerClient
let sns: SNSClient

beforeEach(async () => {
  bench = await stackBench()
  secrets = new SecretsManagerClient(bench.sandbox.config)
  sns = new SNSClient(bench.sandbox.config)
})

afterEach(() => bench[Symbol.asyncDispose]())

const TOPICS = {
  Resources: {
    Second: {Type: 'AWS::SNS::Topic', Properties: {TopicName: {'Fn::Sub': '${First.TopicName}-2'}}},
    First: {Type: 'AWS::SNS::Topic', Properties: {TopicName: 'first'}},
  },
  Outputs: {Arn: {Value: {Ref: 'Second'}, Description: 'the second'}},
}
const ARN = 'arn:aws:sns:eu-central-1:111122223333:'
/** A subscription that the sandbox does not serve: it fails where everything before it is made. */
const BROKEN = {Type: 'AWS::SNS::Subscription', Properties: {TopicArn: {Ref: 'First'}, Protocol: 'sqs', Endpoint: 'x'}}

const displayName = async (name: string) => {
  const {Attributes} = await sns.send(new GetTopicAttributesCommand({TopicArn: ARN + name}))
  return Attributes?.['DisplayName']
}
const gone = {name: 'NotFoundException'}

describe('a stack', () => {
  it('makes its resources one after the other, as they need each other', async () => {
    const stack = await bench.create(TOPICS)
    expect(stack).toMatchObject({
      StackName,
      StackStatus: 'CREATE_COMPLETE',
      Outputs: [{OutputKey: 'Arn', OutputValue: `${ARN}first-2`, Description: 'the second'}],
    })
    expect(await bench.events()).toEqual([
      'rotation CREATE_IN_PROGRESS',
      'First CREATE_IN_PROGRESS',
      'First CREATE_IN_PROGRESS',
      'First CREATE_COMPLETE',
      'Second CREATE_IN_PROGRESS',
      'Second CREATE_IN_PROGRESS',
      'Second CREATE_COMPLETE',
      'rotation CREATE_COMPLETE',
    ])
    expect(await bench.physical('First')).toBe(`${ARN}first`)
  })

  it('says that it is under way until it is done', async () => {
    bench.sandbox.switches.turn({stackStepMs: 1000})
    const {StackId} = await bench.client.send(new CreateStackCommand({StackName, TemplateBody: JSON.stringify(TOPICS)}))
    expect((await bench.described(StackId)).StackStatus).toBe('CREATE_IN_PROGRESS')
    const again = bench.client.send(new CreateStackCommand({StackName, TemplateBody: JSON.stringify(TOPICS)}))
    await expect(again).rejects.toMatchObject({
      name: 'AlreadyExistsException',
      message: 'Stack [rotation] already exists',
    })
    await expect(bench.update(TOPICS)).rejects.toMatchObject({
      message: `Stack:${StackId} is in CREATE_IN_PROGRESS state and can not be updated.`,
    })
    await bench.sandbox.clock.advance(60_000)
    expect((await bench.described(StackId)).StackStatus).toBe('CREATE_COMPLETE')
  })

  it('goes on after a snapshot was put back', async () => {
    bench.sandbox.switches.turn({stackStepMs: 1000})
    const {StackId} = await bench.client.send(new CreateStackCommand({StackName, TemplateBody: JSON.stringify(TOPICS)}))
    await bench.sandbox.clock.advance(2000)
    const midway = bench.sandbox.snapshot()
    await bench.sandbox.clock.advance(60_000)
    bench.sandbox.restore(midway)
    expect((await bench.described(StackId)).StackStatus).toBe('CREATE_IN_PROGRESS')
    await bench.sandbox.clock.advance(60_000)
    expect((await bench.described(StackId)).StackStatus).toBe('CREATE_COMPLETE')
  })

  it('takes away what it made where something fails, and is only good to be deleted then', async () => {
    const stack = await bench.create({Resources: {...TOPICS.Resources, Broken: BROKEN}})
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(await bench.failures()).toEqual([
      expect.stringMatching(
        /^Resource handler returned message: "Invalid parameter: Protocol Reason: .* \(Service: Sns, Status Code: 400, Request ID: [0-9a-f-]+\)" \(RequestToken: [0-9a-f-]+, HandlerErrorCode: InvalidRequest\)$/,
      ),
    ])
    const events = await bench.events()
    expect(events.slice(events.indexOf('Broken CREATE_FAILED'))).toEqual([
      'Broken CREATE_FAILED',
      'rotation ROLLBACK_IN_PROGRESS',
      'Broken DELETE_COMPLETE',
      'Second DELETE_IN_PROGRESS',
      'Second DELETE_COMPLETE',
      'First DELETE_IN_PROGRESS',
      'First DELETE_COMPLETE',
      'rotation ROLLBACK_COMPLETE',
    ])
    await expect(displayName('first')).rejects.toMatchObject(gone)
    await expect(bench.update(TOPICS)).rejects.toMatchObject({
      message: /ROLLBACK_COMPLETE state and can not be updated/,
    })
    expect((await bench.remove()).StackStatus).toBe('DELETE_COMPLETE')
  })

  it.each<[string, object, string]>([
    ['left as it is', {DisableRollback: true}, 'CREATE_FAILED'],
    ['deleted', {OnFailure: 'DELETE'}, 'DELETE_COMPLETE'],
  ])('is %s where that was asked for its failure', async (_how, input, status) => {
    const {StackStatus} = await bench.create({Resources: {First: TOPICS.Resources.First, Broken: BROKEN}}, input)
    expect(StackStatus).toBe(status)
    const first = displayName('first')
    if (status === 'CREATE_FAILED') await expect(first).resolves.toBe('')
    else await expect(first).rejects.toMatchObject(gone)
  })

  it('keeps on a failed creation what is to be retained, but not what is to be retained after creation alone', async () => {
    const kept = (name: string, DeletionPolicy: string) => ({
      Type: 'AWS::SNS::Topic',
      DeletionPolicy,
      Properties: {TopicName: name},
    })
    await bench.create({
      Resources: {First: kept('first', 'Retain'), Other: kept('other', 'RetainExceptOnCreate'), Broken: BROKEN},
    })
    await expect(displayName('first')).resolves.toBe('')
    await expect(displayName('other')).rejects.toMatchObject(gone)
  })
})

describe('an update', () => {
  const topic = (Properties: object, more = {}) => ({
    Resources: {First: {Type: 'AWS::SNS::Topic', Properties, ...more}},
  })

  it('changes what differs and leaves the rest', async () => {
    await bench.create(TOPICS)
    await bench.events()
    const First = {...TOPICS.Resources.First, Properties: {TopicName: 'first', DisplayName: 'Now'}}
    const stack = await bench.update({...TOPICS, Resources: {...TOPICS.Resources, First}})
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE')
    expect(stack.LastUpdatedTime).toBeInstanceOf(Date)
    expect(await displayName('first')).toBe('Now')
    expect(await bench.events()).toEqual([
      'rotation UPDATE_IN_PROGRESS',
      'First UPDATE_IN_PROGRESS',
      'First UPDATE_COMPLETE',
      'rotation UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'rotation UPDATE_COMPLETE',
    ])
  })

  it('that changes nothing is refused, however the template is written', async () => {
    await bench.create(TOPICS)
    const none = {name: 'ValidationError', message: 'No updates are to be performed.'}
    await expect(bench.update(TOPICS)).rejects.toMatchObject(none)
    await expect(bench.update({...TOPICS, Metadata: {a: 1}})).rejects.toMatchObject(none)
    const input = {UsePreviousTemplate: true, TemplateBody: undefined}
    await expect(bench.update('', input)).rejects.toMatchObject(none)
    await expect(bench.update('', {TemplateBody: undefined})).rejects.toMatchObject({
      message: 'Either Template URL or Template Body must be specified.',
    })
  })

  it('makes another resource where one cannot be changed, and those that need it follow', async () => {
    await bench.create(TOPICS)
    await bench.events()
    const First = {Type: 'AWS::SNS::Topic', Properties: {TopicName: 'other'}}
    await bench.update({...TOPICS, Resources: {...TOPICS.Resources, First}})
    expect((await bench.described()).Outputs?.[0]?.OutputValue).toBe(`${ARN}other-2`)
    await expect(displayName('first')).rejects.toMatchObject(gone)
    await expect(displayName('first-2')).rejects.toMatchObject(gone)
    expect(await bench.events()).toEqual([
      'rotation UPDATE_IN_PROGRESS',
      'First UPDATE_IN_PROGRESS',
      'First UPDATE_IN_PROGRESS',
      'First UPDATE_COMPLETE',
      'Second UPDATE_IN_PROGRESS',
      'Second UPDATE_IN_PROGRESS',
      'Second UPDATE_COMPLETE',
      'rotation UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Second DELETE_IN_PROGRESS',
      'Second DELETE_COMPLETE',
      'First DELETE_IN_PROGRESS',
      'First DELETE_COMPLETE',
      'rotation UPDATE_COMPLETE',
    ])
  })

  it('keeps what it replaces where that was asked for', async () => {
    await bench.create(topic({TopicName: 'first'}, {UpdateReplacePolicy: 'Retain'}))
    await bench.update(topic({TopicName: 'other'}))
    await expect(displayName('first')).resolves.toBe('')
    await expect(displayName('other')).resolves.toBe('')
  })

  it('takes away what the template has no more, unless it is to be retained', async () => {
    const kept = {Type: 'AWS::SNS::Topic', DeletionPolicy: 'Retain', Properties: {TopicName: 'kept'}}
    await bench.create({Resources: {...TOPICS.Resources, Kept: kept}})
    await bench.update({Resources: {First: TOPICS.Resources.First}})
    await expect(displayName('first')).resolves.toBe('')
    await expect(displayName('kept')).resolves.toBe('')
    await expect(displayName('first-2')).rejects.toMatchObject(gone)
    const detail = new DescribeStackResourceCommand({StackName, LogicalResourceId: 'Second'})
    await expect(bench.client.send(detail)).rejects.toMatchObject({
      message: 'Resource Second does not exist for stack rotation',
    })
  })

  it('that fails puts everything back', async () => {
    await bench.create(TOPICS)
    await bench.events()
    const stack = await bench.update({
      Resources: {
        First: {Type: 'AWS::SNS::Topic', Properties: {TopicName: 'first', DisplayName: 'Now'}},
        Second: {Type: 'AWS::SNS::Topic', Properties: {TopicName: 'another'}},
        Third: {Type: 'AWS::SNS::Topic', Properties: {TopicName: 'third'}},
        Broken: {...BROKEN, DependsOn: ['Second', 'Third']},
      },
    })
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(await displayName('first')).toBe('')
    expect(await displayName('first-2')).toBe('')
    await expect(displayName('another')).rejects.toMatchObject(gone)
    await expect(displayName('third')).rejects.toMatchObject(gone)
    const {StackResourceSummaries} = await bench.client.send(new ListStackResourcesCommand({StackName}))
    expect(
      StackResourceSummaries?.map(({LogicalResourceId, PhysicalResourceId}) => [LogicalResourceId, PhysicalResourceId]),
    ).toEqual([
      ['First', `${ARN}first`],
      ['Second', `${ARN}first-2`],
    ])
    const events = await bench.events()
    expect(events.filter(event => event.startsWith('rotation'))).toEqual([
      'rotation UPDATE_IN_PROGRESS',
      'rotation UPDATE_ROLLBACK_IN_PROGRESS',
      'rotation UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'rotation UPDATE_ROLLBACK_COMPLETE',
    ])
    expect((await bench.update(topic({TopicName: 'first', DisplayName: 'Later'}))).StackStatus).toBe('UPDATE_COMPLETE')
  })

  it('cannot make another type of a resource', async () => {
    await bench.create(topic({TopicName: 'first'}))
    const other = bench.update({Resources: {First: {Type: 'AWS::Logs::LogGroup'}}})
    await expect(other).rejects.toMatchObject({message: /^Update of resource type is not permitted.*\[First\]$/})
  })
})

describe('a deletion', () => {
  it('takes the resources in the order in which nothing is missed', async () => {
    await bench.create(TOPICS)
    await bench.events()
    expect((await bench.remove()).StackStatus).toBe('DELETE_COMPLETE')
    expect(await bench.events()).toEqual([
      'rotation DELETE_IN_PROGRESS',
      'Second DELETE_IN_PROGRESS',
      'Second DELETE_COMPLETE',
      'First DELETE_IN_PROGRESS',
      'First DELETE_COMPLETE',
      'rotation DELETE_COMPLETE',
    ])
    const {Stacks} = await bench.client.send(new DescribeStacksCommand())
    expect(Stacks).toEqual([])
    await expect(bench.described(StackName)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id rotation does not exist',
    })
    const {StackSummaries} = await bench.client.send(new ListStacksCommand({StackStatusFilter: ['DELETE_COMPLETE']}))
    expect(StackSummaries).toMatchObject([{StackName}])
    await bench.remove()
  })

  it('keeps what is to be retained', async () => {
    await bench.create({
      Resources: {Secret: {Type: 'AWS::SecretsManager::Secret', DeletionPolicy: 'Retain', Properties: {Name: 'kept'}}},
    })
    await bench.remove()
    expect(await bench.events()).toContain('Secret DELETE_SKIPPED')
    await secrets.send(new DescribeSecretCommand({SecretId: 'kept'}))
  })

  it('stops at a lack of permission, which a later one makes good, or leaves behind what it is told to', async () => {
    await bench.create(TOPICS)
    bench.sandbox.faults.set([{kind: 'access-denied', service: 'sns', operation: 'DeleteTopic', nth: 1}])
    const failed = await bench.remove()
    expect(failed).toMatchObject({
      StackStatus: 'DELETE_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [Second]. ',
    })
    const retained = await bench.remove({RetainResources: ['Second']})
    expect(retained.StackStatus).toBe('DELETE_COMPLETE')
    await expect(displayName('first-2')).resolves.toBe('')
  })

  it('is refused where the stack is protected, or retains what it never failed to delete', async () => {
    await bench.create(TOPICS, {EnableTerminationProtection: true})
    await expect(bench.remove()).rejects.toMatchObject({
      message: 'Stack [rotation] cannot be deleted while TerminationProtection is enabled',
    })
    const free = new UpdateTerminationProtectionCommand({StackName, EnableTerminationProtection: false})
    await bench.client.send(free)
    await expect(bench.remove({RetainResources: ['First']})).rejects.toMatchObject({name: 'ValidationError'})
    expect((await bench.remove()).StackStatus).toBe('DELETE_COMPLETE')
  })
})

describe('what goes', () => {
  const topicOf = (name: string, needs?: string) => ({
    Type: 'AWS::SNS::Topic',
    Properties: {TopicName: name, ...(needs === undefined ? {} : {DisplayName: {'Fn::GetAtt': [needs, 'TopicName']}})},
  })
  const deleted = async () => (await bench.events()).filter(event => event.endsWith('DELETE_COMPLETE'))
  const before = {Old: topicOf('old'), Kept: topicOf('kept')}
  /** The older one needs the newer one from now on. */
  const after = {...before, Old: topicOf('old', 'New'), New: topicOf('new')}

  it('goes before what it needs, whichever was made first', async () => {
    await bench.create({Resources: before})
    await bench.update({Resources: after})
    await bench.remove()
    expect(await deleted()).toEqual([
      'Old DELETE_COMPLETE',
      'New DELETE_COMPLETE',
      'Kept DELETE_COMPLETE',
      'rotation DELETE_COMPLETE',
    ])
  })

  it('goes so where others took its place', async () => {
    await bench.create({Resources: after})
    await bench.update({Resources: {...before, Old: topicOf('old2', 'New'), New: topicOf('new2')}})
    expect(await deleted()).toEqual(['Old DELETE_COMPLETE', 'New DELETE_COMPLETE'])
  })

  it('goes so from an update as well', async () => {
    await bench.create({Resources: before})
    await bench.update({Resources: after})
    await bench.update({Resources: {Kept: topicOf('kept')}})
    expect(await deleted()).toEqual(['Old DELETE_COMPLETE', 'New DELETE_COMPLETE'])
  })
})

describe('exports', () => {
  const exporting = {...TOPICS, Outputs: {Arn: {Value: {Ref: 'First'}, Export: {Name: 'topic'}}}}
  const importing = {
    Resources: {
      Policy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          Topics: [{'Fn::ImportValue': 'topic'}],
          PolicyDocument: {Statement: [{Effect: 'Allow', Principal: {AWS: '*'}, Action: 'sns:Publish', Resource: '*'}]},
        },
      },
    },
  }

  it('are there for other stacks, and stay while one uses them', async () => {
    await bench.create(exporting)
    await bench.create(importing, {StackName: 'user'})
    const failed = await bench.remove()
    expect(failed.StackStatus).toBe('CREATE_COMPLETE')
    expect((await bench.described(StackName)).StackStatusReason).toBe(
      'Export topic cannot be deleted as it is in use by user',
    )
    await bench.remove({StackName: 'user'})
    await bench.remove()
    await expect(displayName('first')).rejects.toMatchObject(gone)
  })

  it.each([
    ['deleted', {}],
    ['updated', {Arn: {Value: {Ref: 'Second'}, Export: {Name: 'topic'}}}],
  ])('cannot be %s while another stack uses them', async (verb, Outputs) => {
    await bench.create(exporting)
    await bench.create(importing, {StackName: 'reader'})
    const failed = await bench.update({...exporting, Outputs}, {StackName})
    expect(failed.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(failed.Outputs).toMatchObject([{ExportName: 'topic', OutputValue: `${ARN}first`}])
    expect(await bench.reasons()).toContain(`Export topic cannot be ${verb} as it is in use by reader. `)
    await bench.remove({StackName: 'reader'})
    expect((await bench.update({...exporting, Outputs}, {StackName})).StackStatus).toBe('UPDATE_COMPLETE')
  })

  it('are missed where there are none, and belong to one stack', async () => {
    expect((await bench.create(importing)).StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(await bench.failures()).toEqual(['No export named topic found.'])
    await bench.create(exporting, {StackName: 'one'})
    const Resources = {Other: {Type: 'AWS::SNS::Topic'}}
    const other = await bench.create(
      {Resources, Outputs: {A: {Value: 'x', Export: {Name: 'topic'}}}},
      {StackName: 'two'},
    )
    expect(other.StackStatus).toBe('ROLLBACK_COMPLETE')
  })
})

describe('a template', () => {
  it('is given back as it was, and told about', async () => {
    const text =
      'Description: topics\nParameters:\n  Name: {Type: String, Default: first, NoEcho: true}\nResources:\n  First:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !Ref Name\n'
    const stack = await bench.create(text)
    expect(stack).toMatchObject({
      Description: 'topics',
      Parameters: [{ParameterKey: 'Name', ParameterValue: '****'}],
    })
    const {TemplateBody} = await bench.client.send(new GetTemplateCommand({StackName}))
    expect(TemplateBody).toBe(text)
    const told = await bench.client.send(new ValidateTemplateCommand({TemplateBody: text}))
    expect(told).toMatchObject({
      Description: 'topics',
      Parameters: [{ParameterKey: 'Name', DefaultValue: 'first', NoEcho: true}],
    })
    const {Events} = (await bench.sandbox.call('cloudtrail', 'LookupEvents', {})) as {Events: object[]}
    expect(JSON.stringify(Events)).not.toContain('TopicName:')
  })

  it('leaves a secret with what it generates, and with the marks of the stack', async () => {
    const Properties = {
      GenerateSecretString: {
        SecretStringTemplate: '{"username": "ana"}',
        GenerateStringKey: 'password',
        PasswordLength: 20,
        ExcludePunctuation: 'true',
      },
    }
    const stack = await bench.create(
      {Resources: {Login: {Type: 'AWS::SecretsManager::Secret', Properties}}},
      {Tags: [{Key: 'team', Value: 'a'}]},
    )
    const SecretId = await bench.physical('Login')
    expect(SecretId).toMatch(/:secret:Login-[A-Z0-9]{12}-\w{6}$/)
    const {SecretString} = await secrets.send(new GetSecretValueCommand({SecretId}))
    expect(JSON.parse(SecretString ?? '')).toEqual({
      username: 'ana',
      password: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
    })
    const {Tags} = await secrets.send(new DescribeSecretCommand({SecretId}))
    expect(Tags).toEqual([
      {Key: 'aws:cloudformation:stack-name', Value: 'rotation'},
      {Key: 'aws:cloudformation:logical-id', Value: 'Login'},
      {Key: 'aws:cloudformation:stack-id', Value: stack.StackId},
      {Key: 'team', Value: 'a'},
    ])
  })
})
