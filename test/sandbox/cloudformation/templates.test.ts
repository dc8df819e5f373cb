import {ValidateTemplateCommand} from '@aws-sdk/client-cloudformation'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import {stackBench, type StackBench} from './support.ts'

let bench: StackBench
let stacks = 0

beforeAll(async () => {
  bench = await stackBench()
})

afterAll(() => bench[Symbol.asyncDispose]())

const TOPIC = {Type: 'AWS::SNS::Topic'}
const Resources = {Topic: TOPIC}
const create = (template: object | string, input = {}) => bench.create(template, {StackName: `s${++stacks}`, ...input})
const parameters = (values: Record<string, string>) => ({
  Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ParameterKey, ParameterValue})),
})
const refusal = (message: string | RegExp) => ({
  name: 'ValidationError',
  message: typeof message === 'string' ? message : expect.stringMatching(message),
})

/** What a value comes to. */
async function valueOf(value: unknown, more: object = {}, input = {}): Promise<string | undefined> {
  const template = {Resources: {Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: `t${stacks + 1}`}}}, ...more}
  const stack = await create({...template, Outputs: {Out: {Value: value}}}, input)
  return stack.Outputs?.[0]?.OutputValue
}

describe('a function of a template', () => {
  const Parameters = {Names: {Type: 'CommaDelimitedList', Default: 'a, b'}, Word: {Type: 'String', Default: 'x:y'}}
  const Conditions = {
    Yes: {'Fn::Equals': [{Ref: 'Word'}, 'x:y']},
    No: {'Fn::Not': [{Condition: 'Yes'}]},
    Both: {'Fn::And': [{Condition: 'Yes'}, {Condition: 'No'}]},
    Either: {'Fn::Or': [{Condition: 'Yes'}, {Condition: 'No'}]},
  }
  const Mappings = {Sizes: {small: {weight: '1'}}}

  it.each<[string, unknown, string]>([
    ['Ref of a parameter', {Ref: 'Word'}, 'x:y'],
    ['Ref of a pseudo parameter', {Ref: 'AWS::Region'}, 'eu-central-1'],
    ['Join', {'Fn::Join': ['-', ['a', {Ref: 'Word'}]]}, 'a-x:y'],
    ['Join of a list', {'Fn::Join': ['-', {Ref: 'Names'}]}, 'a-b'],
    ['Sub', {'Fn::Sub': '${AWS::AccountId}/${Word}/${!Literal}'}, '111122223333/x:y/${Literal}'],
    ['Sub with values of its own', {'Fn::Sub': ['${A}-${Word}', {A: {Ref: 'AWS::Partition'}}]}, 'aws-x:y'],
    ['Select and Split', {'Fn::Select': ['1', {'Fn::Split': [':', {Ref: 'Word'}]}]}, 'y'],
    ['If', {'Fn::If': ['Yes', 'a', 'b']}, 'a'],
    ['If not', {'Fn::If': ['No', 'a', 'b']}, 'b'],
    ['If both', {'Fn::If': ['Both', 'a', 'b']}, 'b'],
    ['If either', {'Fn::If': ['Either', 'a', 'b']}, 'a'],
    ['FindInMap', {'Fn::FindInMap': ['Sizes', 'small', 'weight']}, '1'],
    ['Base64', {'Fn::Base64': 'x'}, 'eA=='],
    ['GetAtt with a dot', {'Fn::Select': [0, {'Fn::Split': [':', {'Fn::GetAtt': 'Topic.TopicArn'}]}]}, 'arn'],
  ])('%s', async (_name, value, expected) => {
    expect(await valueOf(value, {Parameters, Conditions, Mappings})).toBe(expected)
  })

  it('leaves a property away that has no value, and a resource and an output whose condition does not hold', async () => {
    const template = `
Conditions: {Never: !Equals [a, b], Always: !Not [!Condition Never]}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {TopicName: !If [Never, x, !Ref AWS::NoValue], DisplayName: !If [Always, 'yes', !Ref AWS::NoValue]}
  Other: {Type: AWS::SNS::Topic, Condition: Never}
Outputs:
  Arn: {Value: !GetAtt Topic.TopicArn}
  Name: {Value: !GetAtt [Topic, TopicName]}
  No: {Value: !Ref Other, Condition: Never}
`
    const stack = await create(template)
    expect(stack.Outputs?.map(({OutputKey}) => OutputKey)).toEqual(['Arn', 'Name'])
    expect(stack.Outputs?.[1]?.OutputValue).toMatch(new RegExp(`^s${stacks}-Topic-[A-Z0-9]{12}$`))
    expect(await bench.physical('Other')).toBe('')
  })

  it.each<[string, unknown, RegExp]>([
    ['Select of what is not there', {'Fn::Select': ['9', ['a']]}, /cannot select nonexistent value at index 9/],
    ['Select by a word', {'Fn::Select': ['a', ['a']]}, /an integer index and a list/],
    ['Join of a text', {'Fn::Join': ['-', 'a']}, /every Fn::Join object requires two parameters/],
    ['Split of nothing', {'Fn::Split': [':']}, /every Fn::Split object requires two parameters/],
    ['FindInMap of what is not there', {'Fn::FindInMap': ['A', 'b', 'c']}, /Unable to get mapping for A::b::c/],
    ['If of no condition', {'Fn::If': ['Gone', 'a', 'b']}, /unresolved condition dependency Gone in Fn::If/],
    [
      'GetAtt of what a type has not',
      {'Fn::GetAtt': ['Topic', 'Colour']},
      /AWS::SNS::Topic does not support attribute \{Colour\}/,
    ],
    ['something else', {'Fn::Cidr': ['10.0.0.0/8']}, /Unsupported function: Fn::Cidr/],
  ])('%s takes the stack back', async (_name, value, reason) => {
    expect(await valueOf(value)).toBeUndefined()
    const {StackStatus} = await bench.described()
    expect(StackStatus).toBe('ROLLBACK_COMPLETE')
    expect((await bench.reasons()).join('\n')).toMatch(reason)
  })
})

describe('a parameter', () => {
  const one = (definition: object) => ({Parameters: {P: definition}, Resources})

  it.each<[string, object, string]>([
    ["Parameter 'P' must be a number.", {Type: 'Number'}, 'x'],
    ["Parameter 'P' must be a number not less than 1", {Type: 'Number', MinValue: 1}, '0'],
    ["Parameter 'P' must be a number not greater than 1000", {Type: 'Number', MaxValue: 1000}, '1001'],
    ["Parameter 'P' must contain at least 2 characters", {Type: 'String', MinLength: 2}, 'a'],
    ["Parameter 'P' must contain at most 2 characters", {Type: 'String', MaxLength: '2'}, 'abc'],
    ["Parameter 'P' must match pattern [a-z]+", {Type: 'String', AllowedPattern: '[a-z]+'}, 'a1'],
    ["Parameter 'P' must be one of AllowedValues", {Type: 'String', AllowedValues: ['a', 1]}, '2'],
    [
      'Parameter P failed to satisfy constraint: letters alone',
      {Type: 'String', AllowedPattern: '[a-z]+', ConstraintDescription: 'letters alone'},
      'a1',
    ],
    ['Template format error: Unrecognized parameter type: Text', {Type: 'Text'}, 'a'],
    ['The sandbox does not serve parameters of type AWS::EC2::VPC::Id.', {Type: 'AWS::EC2::VPC::Id'}, 'a'],
  ])('is refused: %s', async (message, definition, value) => {
    await expect(create(one(definition), parameters({P: value}))).rejects.toMatchObject(refusal(message))
  })

  it('must be there, have a value and keep it where that was asked for', async () => {
    await expect(create({Resources}, parameters({A: 'x', B: 'y'}))).rejects.toMatchObject(
      refusal('Parameters: [A, B] do not exist in the template'),
    )
    await expect(create(one({Type: 'String'}))).rejects.toMatchObject(refusal('Parameters: [P] must have values'))
    const template = (Type: string) => ({
      Parameters: {P: {Type: 'String'}},
      Resources: {Topic: {Type, Properties: {DisplayName: {Ref: 'P'}}}},
    })
    await create(template('AWS::SNS::Topic'), parameters({P: 'kept'}))
    const Parameters = [{ParameterKey: 'P', UsePreviousValue: true}]
    const update = bench.update(template('AWS::SNS::Topic'), {StackName: `s${stacks}`, Parameters})
    await expect(update).rejects.toMatchObject(refusal('No updates are to be performed.'))
  })
})

describe('a template', () => {
  it.each<[string, object | string, string | RegExp]>([
    ['no JSON', '{"Resources": ', /^Template format error: JSON not well-formed\. \(line 1, column \d+\)$/],
    ['no YAML', 'Resources:\n  - a\n b: c', /^Template format error: YAML not well-formed\. \(line \d+, column \d+\)$/],
    ['an alias', 'Resources: {A: &a {Type: AWS::SNS::Topic}, B: *a}', /YAML aliases are not allowed/],
    ['a tag of its own', 'Resources: {A: !Mine x}', /does not know !Mine/],
    ['a list', '- a', 'Template format error: unsupported structure.'],
    ['no resources', {Description: 'x'}, 'Template format error: At least one Resources member must be defined.'],
    ['a section of its own', {Resources, Rules: {}}, 'Invalid template property or properties [Rules]'],
    [
      'another version',
      {Resources, AWSTemplateFormatVersion: '2011-01-01'},
      /unsupported value for AWSTemplateFormatVersion/,
    ],
    [
      'a resource that is none',
      {Resources: {A: 'x'}},
      'Template format error: Any Resources member must be an object.',
    ],
    [
      'a resource without a type',
      {Resources: {A: {}}},
      'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
    ],
    ['a resource with more', {Resources: {A: {...TOPIC, Colour: 1}}}, "Invalid template resource property 'Colour'"],
    [
      'a name that is none',
      {Resources: {'A-b': TOPIC}},
      'Template format error: Resource name A-b is non alphanumeric.',
    ],
    [
      'a type that is not served',
      {Resources: {A: {Type: 'AWS::S3::Bucket'}}},
      'Template format error: Unrecognized resource types: [AWS::S3::Bucket]',
    ],
    [
      'a policy that is none',
      {Resources: {A: {...TOPIC, DeletionPolicy: 'Snapshot'}}},
      /Unrecognized DeletionPolicy "Snapshot"/,
    ],
    [
      'a reference to nothing',
      {Resources: {A: {...TOPIC, Properties: {DisplayName: {'Fn::Sub': '${Gone.Arn} ${Also}'}}}}},
      'Template format error: Unresolved resource dependencies [Gone, Also] in the Resources block of the template',
    ],
    [
      'a dependency on nothing',
      {Resources: {A: {...TOPIC, DependsOn: 'Gone'}}},
      'Template format error: Unresolved resource dependencies [Gone] in the Resources block of the template',
    ],
    [
      'an output of nothing',
      {Resources, Outputs: {A: {Value: {Ref: 'Gone'}}}},
      'Unresolved resource dependencies [Gone] in the Outputs block of the template',
    ],
    ['an output without a value', {Resources, Outputs: {A: {}}}, /Every Outputs member must contain a Value object/],
    [
      'an output of null',
      {Resources, Outputs: {A: {Value: null}}},
      "[/Outputs/A/Value] 'null' values are not allowed in templates",
    ],
    [
      'a circle',
      {Resources: {A: {...TOPIC, DependsOn: 'B'}, B: {...TOPIC, DependsOn: ['A']}, C: TOPIC}},
      'Circular dependency between resources: [A, B]',
    ],
    [
      'a GetAtt without a resource',
      {Resources: {A: {...TOPIC, Properties: {DisplayName: {'Fn::GetAtt': ['A']}}}}},
      /two non-empty parameters/,
    ],
    ['another transform', {Resources, Transform: 'AWS::LanguageExtensions'}, /transform AWS::LanguageExtensions/],
    [
      'too much',
      `${JSON.stringify({Resources})}${' '.repeat(51_200)}`,
      /at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200/,
    ],
    ['too many bytes', `# ${'ä'.repeat(30_000)}`, /less than or equal to 51200/],
  ])('is refused with %s', async (_what, template, message) => {
    await expect(create(template)).rejects.toMatchObject(refusal(message))
    const TemplateBody = typeof template === 'string' ? template : JSON.stringify(template)
    if (TemplateBody.length > 20_000) return
    await expect(bench.client.send(new ValidateTemplateCommand({TemplateBody}))).rejects.toMatchObject(refusal(message))
  })

  it.each<[string, object, string[] | undefined, string]>([
    ['a role', {AssumeRolePolicyDocument: '{}'}, undefined, 'Requires capabilities : [CAPABILITY_IAM]'],
    [
      'a role with a name',
      {AssumeRolePolicyDocument: '{}', RoleName: 'x'},
      ['CAPABILITY_IAM'],
      'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    ],
  ])('needs %s to be acknowledged', async (_what, Properties, Capabilities, message) => {
    const template = {Resources: {Role: {Type: 'AWS::IAM::Role', Properties}}}
    await expect(create(template, {Capabilities})).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message,
    })
  })

  it.each<[string, object]>([
    ['a stack policy', {StackPolicyBody: '{}'}],
    ['a second template, in a bucket', {TemplateURL: 'https://bucket.s3.amazonaws.com/t.yml'}],
    ['a topic to be told', {NotificationARNs: ['arn:aws:sns:eu-central-1:111122223333:t']}],
    ['tags of AWS', {Tags: [{Key: 'aws:x', Value: 'y'}]}],
    ['two ways to fail', {OnFailure: 'DELETE', DisableRollback: true}],
    ['a time limit', {TimeoutInMinutes: 5}],
    ['resources to be kept when it fails to be made', {RetainExceptOnCreate: true}],
    ['a name that is none', {StackName: '1a'}],
  ])('is refused with %s', async (_what, input) => {
    await expect(create({Resources}, input)).rejects.toMatchObject({name: 'ValidationError'})
  })
})
