import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {eventBench, type EventBench} from './support.ts'

const PATTERN = {source: ['aws.secretsmanager']}
const EventPattern = JSON.stringify(PATTERN)
const ARN = 'arn:aws:events:eu-central-1:111122223333:rule/watch'

let bench: EventBench

beforeEach(async () => {
  bench = await eventBench()
})

afterEach(() => bench[Symbol.asyncDispose]())

const put = (members: object = {}) => bench.events.send(new PutRuleCommand({Name: 'watch', EventPattern, ...members}))
const described = () => bench.events.send(new DescribeRuleCommand({Name: 'watch'}))
const refusal = (name: string, message: string) => ({name, message, $metadata: {httpStatusCode: 400}})
const missing = refusal('ResourceNotFoundException', 'Rule watch does not exist on EventBus default.')

describe('a rule', () => {
  it('is stored as it was put', async () => {
    await expect(put({Description: 'failed rotations'})).resolves.toMatchObject({RuleArn: ARN})
    expect(await described()).toMatchObject({
      Name: 'watch',
      Arn: ARN,
      EventPattern,
      State: 'ENABLED',
      Description: 'failed rotations',
      EventBusName: 'default',
      CreatedBy: '111122223333',
    })
  })

  it('is put in the place of one of its name, which keeps targets and tags', async () => {
    await bench.rule(PATTERN, {}, {Description: 'x', Tags: [{Key: 'a', Value: '1'}]})
    await put({State: 'DISABLED', Tags: [{Key: 'b', Value: '2'}]})
    const rule = await described()
    expect(rule.State).toBe('DISABLED')
    expect(rule.Description).toBeUndefined()
    const {Targets} = await bench.events.send(new ListTargetsByRuleCommand({Rule: 'watch'}))
    expect(Targets).toEqual([{Id: 'topic', Arn: bench.topicArn}])
    const {Tags} = await bench.events.send(new ListTagsForResourceCommand({ResourceARN: ARN}))
    expect(Tags).toEqual([{Key: 'a', Value: '1'}])
  })

  it('is switched off and on', async () => {
    await put()
    await bench.events.send(new DisableRuleCommand({Name: 'watch'}))
    expect((await described()).State).toBe('DISABLED')
    await bench.events.send(new EnableRuleCommand({Name: 'watch'}))
    expect((await described()).State).toBe('ENABLED')
  })

  it('is deleted without targets alone, and once it is gone no more', async () => {
    await bench.rule(PATTERN)
    const remove = () => bench.events.send(new DeleteRuleCommand({Name: 'watch'}))
    await expect(remove()).rejects.toMatchObject(
      refusal('ValidationException', "Rule can't be deleted since it has targets."),
    )
    await bench.events.send(new RemoveTargetsCommand({Rule: 'watch', Ids: ['topic', 'never']}))
    await remove()
    await remove()
    await expect(described()).rejects.toMatchObject(missing)
  })

  it('is listed by name and by target, by pages', async () => {
    bench.sandbox.switches.turn({pageSize: 1})
    await bench.rule(PATTERN)
    await put({Name: 'other'})
    const first = await bench.events.send(new ListRulesCommand())
    const second = await bench.events.send(new ListRulesCommand({NextToken: first.NextToken}))
    expect([...first.Rules!, ...second.Rules!].map(({Name}) => Name)).toEqual(['other', 'watch'])
    expect(first.Rules![0]).not.toHaveProperty('CreatedBy')
    expect(second.NextToken).toBeUndefined()
    const prefixed = await bench.events.send(new ListRulesCommand({NamePrefix: 'wat'}))
    expect(prefixed.Rules).toHaveLength(1)
    const byTarget = await bench.events.send(new ListRuleNamesByTargetCommand({TargetArn: bench.topicArn}))
    expect(byTarget.RuleNames).toEqual(['watch'])
    await expect(bench.events.send(new ListRulesCommand({NextToken: 'x'}))).rejects.toMatchObject({
      name: 'ValidationException',
    })
  })

  it('has tags of its own', async () => {
    const missingRule = bench.events.send(new ListTagsForResourceCommand({ResourceARN: ARN}))
    await expect(missingRule).rejects.toMatchObject(missing)
    await put({Tags: [{Key: 'a', Value: '1'}]})
    await bench.events.send(
      new TagResourceCommand({
        ResourceARN: ARN,
        Tags: [
          {Key: 'a', Value: '2'},
          {Key: 'b', Value: '3'},
        ],
      }),
    )
    await bench.events.send(new UntagResourceCommand({ResourceARN: ARN, TagKeys: ['b', 'never']}))
    const {Tags} = await bench.events.send(new ListTagsForResourceCommand({ResourceARN: ARN}))
    expect(Tags).toEqual([{Key: 'a', Value: '2'}])
  })

  it.each<[string, object, object]>([
    [
      'without a pattern',
      {EventPattern: undefined},
      refusal('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.'),
    ],
    [
      'with a pattern that is none',
      {EventPattern: '{"source": "aws.s3"}'},
      refusal(
        'InvalidEventPatternException',
        'Event pattern is not valid. Reason: "source" must be an object or an array',
      ),
    ],
    [
      'with a pattern beyond the quota',
      {EventPattern: JSON.stringify({source: ['x'.repeat(2048)]})},
      {name: 'LimitExceededException'},
    ],
    ['with a schedule', {EventPattern: undefined, ScheduleExpression: 'rate(1 day)'}, {name: 'ValidationException'}],
    ['with a role', {RoleArn: 'arn:aws:iam::111122223333:role/x'}, {name: 'ValidationException'}],
    ['with a name that is none', {Name: 'a b'}, {name: 'ValidationException'}],
    ['of another bus', {EventBusName: 'mine'}, refusal('ResourceNotFoundException', 'Event bus mine does not exist.')],
  ])('is refused %s', async (_how, members, error) => {
    await expect(put(members)).rejects.toMatchObject(error)
    expect((await bench.events.send(new ListRulesCommand())).Rules).toEqual([])
  })

  it('belongs to its region and account', async () => {
    await put()
    const elsewhere = new EventBridgeClient({...bench.sandbox.config, region: 'us-east-1'})
    await expect(elsewhere.send(new DescribeRuleCommand({Name: 'watch'}))).rejects.toMatchObject(missing)
    const credentials = bench.sandbox.addAccount('444455556666')
    const foreign = new EventBridgeClient({...bench.sandbox.config, credentials})
    await expect(foreign.send(new DescribeRuleCommand({Name: 'watch'}))).rejects.toMatchObject(missing)
  })

  it('goes with the sandbox into its snapshot', async () => {
    const before = bench.sandbox.snapshot()
    await put()
    const after = bench.sandbox.snapshot()
    bench.sandbox.restore(before)
    await expect(described()).rejects.toMatchObject(missing)
    bench.sandbox.restore(after)
    expect((await described()).Arn).toBe(ARN)
  })
})

describe('targets of a rule', () => {
  const add = (...Targets: {Id: string; Arn: string}[]) =>
    bench.events.send(new PutTargetsCommand({Rule: 'watch', Targets}))

  it('are five at most', async () => {
    await put()
    const targets = Array.from({length: 6}, (_, index) => ({Id: `t${index}`, Arn: bench.topicArn}))
    await expect(add(...targets)).rejects.toMatchObject(
      refusal('LimitExceededException', 'The requested resource exceeds the maximum number allowed.'),
    )
    await expect(add(...targets.slice(0, 5))).resolves.toMatchObject({FailedEntryCount: 0, FailedEntries: []})
  })

  it.each<[string, object, string | RegExp]>([
    [
      'with an id that is none',
      {Id: '!'},
      "1 validation error detected: Value '!' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    ],
    [
      'that are no ARN',
      {Arn: 'alerts'},
      'Parameter alerts is not valid. Reason: Provided Arn is not in correct format.',
    ],
    ['of a service that is not served', {Arn: 'arn:aws:sqs:eu-central-1:111122223333:q'}, /targets of sqs/],
    ['in another region', {Arn: 'arn:aws:sns:us-east-1:111122223333:alerts'}, /another region/],
    ['with a role', {RoleArn: 'arn:aws:iam::111122223333:role/x'}, /RoleArn of targets/],
    [
      'with two inputs',
      {Input: '{}', InputPath: '$.detail'},
      'Only one of Input, InputPath, or InputTransformer must be provided for target t.',
    ],
    ['with an input that is no JSON', {Input: 'x'}, /not valid JSON/],
    ['with a path that is none', {InputPath: 'detail'}, /Invalid JSONPath/],
    [
      'with a placeholder that stands for nothing',
      {InputTransformer: {InputPathsMap: {a: '$.id'}, InputTemplate: '"<a> <b>"'}},
      'InputTemplate for target t contains invalid placeholder b.',
    ],
    ['with a template that is no JSON', {InputTransformer: {InputTemplate: 'it failed'}}, /Invalid InputTemplate/],
  ])('are refused %s', async (_how, members, message) => {
    await put()
    const refused = add({Id: 't', Arn: bench.topicArn, ...members})
    await expect(refused).rejects.toMatchObject({
      name: 'ValidationException',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    })
  })

  it('need their rule', async () => {
    await expect(add({Id: 't', Arn: bench.topicArn})).rejects.toMatchObject(missing)
  })
})

describe('permissions of rules', () => {
  const as = (...Statement: object[]) => {
    const {sandbox} = bench
    const policies = {own: {Version: '2012-10-17', Statement}}
    const credentials = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'ana', policies})
    return new EventBridgeClient({...sandbox.config, credentials})
  }

  it('are asked on the rule, and of its pattern and targets', async () => {
    const ana = as(
      {
        Effect: 'Allow',
        Action: 'events:PutRule',
        Resource: ARN,
        Condition: {'ForAllValues:StringEquals': {'events:source': 'aws.secretsmanager'}},
      },
      {
        Effect: 'Allow',
        Action: 'events:PutTargets',
        Resource: ARN,
        Condition: {'ForAllValues:ArnEquals': {'events:TargetArn': bench.topicArn}},
      },
    )
    const denied = {name: 'AccessDeniedException'}
    const rule = (members: object) => ana.send(new PutRuleCommand({Name: 'watch', EventPattern, ...members}))
    await rule({})
    await expect(rule({Name: 'other'})).rejects.toMatchObject(denied)
    await expect(rule({EventPattern: '{"source": ["aws.s3"]}'})).rejects.toMatchObject(denied)
    await expect(rule({Tags: [{Key: 'a', Value: '1'}]})).rejects.toMatchObject(denied)
    const target = (Arn: string) => ana.send(new PutTargetsCommand({Rule: 'watch', Targets: [{Id: 't', Arn}]}))
    await target(bench.topicArn)
    await expect(target(`${bench.topicArn}2`)).rejects.toMatchObject(denied)
    await expect(ana.send(new DescribeRuleCommand({Name: 'watch'}))).rejects.toMatchObject({
      message: `User: arn:aws:iam::111122223333:user/ana is not authorized to perform: events:DescribeRule on resource: ${ARN} because no identity-based policy allows the events:DescribeRule action`,
    })
  })

  it('leave a trail without what targets are sent', async () => {
    await bench.rule(PATTERN, {Input: '"very private"'})
    const {Events} = (await bench.sandbox.call('cloudtrail', 'LookupEvents', {})) as {Events: {EventName: string}[]}
    expect(Events.map(({EventName}) => EventName)).toContain('PutTargets')
    expect(JSON.stringify(Events)).not.toContain('very private')
  })
})
