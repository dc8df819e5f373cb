import {describe, expect, it} from 'vitest'
import {policyOf, readsOf} from '../../../src/lib/operations/policy.ts'
import {type PolicyTargets, resourcesOf} from '../../../src/lib/operations/policy-resources.ts'

const arn = 'arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:prod/db-Ab3dEf'
const nothing: PolicyTargets = {secrets: [], functions: [], region: undefined}
const resources = (kind: Parameters<typeof resourcesOf>[0], targets: Partial<PolicyTargets>) =>
  resourcesOf(kind, {...nothing, ...targets})

describe('the resources of a policy', () => {
  it.each([
    ['every secret', {}, 'arn:aws:secretsmanager:*:*:secret:*'],
    [
      'a name',
      {secrets: ['prod/db'], region: 'eu-central-1'},
      'arn:aws:secretsmanager:eu-central-1:*:secret:prod/db-??????',
    ],
    ['an ARN', {secrets: [arn]}, arn],
    ['a partial ARN', {secrets: [arn.slice(0, -7)]}, `${arn.slice(0, -7)}-??????`],
    [
      'a name in China',
      {secrets: ['a'], region: 'cn-north-1'},
      'arn:aws-cn:secretsmanager:cn-north-1:*:secret:a-??????',
    ],
    [
      'a name in GovCloud',
      {secrets: ['a'], region: 'us-gov-west-1'},
      'arn:aws-us-gov:secretsmanager:us-gov-west-1:*:secret:a-??????',
    ],
  ])('name %s', (_, targets, wanted) => {
    expect(resources('secret', targets)).toEqual([wanted])
  })

  it('take partition, account and region of a function from the ARN of the secret', () => {
    expect(resources('function', {secrets: [arn], functions: ['rotate-db']})).toEqual([
      'arn:aws-cn:lambda:cn-north-1:111122223333:function:rotate-db',
    ])
  })

  it('name the log group of a function without its qualifier', () => {
    const functions = ['arn:aws:lambda:eu-west-1:111122223333:function:rotate-db:live']
    expect(resources('function', {functions})).toEqual(functions)
    expect(resources('log-group', {functions})).toEqual([
      'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/rotate-db:*',
    ])
  })

  it.each([['a*'], ['arn:aws:s3:::bucket'], ['arn:aws:lambda:eu-west-1:111122223333:layer:x'], ['']])(
    'refuse "%s" for a function',
    id => {
      expect(() => resources('function', {functions: [id]})).toThrow('is not the name or ARN of a function')
    },
  )

  it('refuse wildcards in the name of a secret', () => {
    expect(() => resources('secret', {secrets: ['prod/*']})).toThrow('is not the name or ARN of a secret')
  })
})

describe('a policy', () => {
  const command = {
    name: 'x',
    actions: [
      'sts:GetCallerIdentity',
      'secretsmanager:RotateSecret',
      'secretsmanager:DescribeSecret',
      'lambda:AddPermission',
    ],
  }

  it('has one statement for each kind of resource', () => {
    const {policy} = policyOf(command, {...nothing, secrets: [arn, arn.replace('db', 'api')]})
    expect(policy?.Statement).toEqual([
      {
        Sid: 'Secrets',
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:RotateSecret'],
        Resource: [arn, arn.replace('db', 'api')],
      },
      {
        Sid: 'Functions',
        Effect: 'Allow',
        Action: ['lambda:AddPermission'],
        Resource: 'arn:aws-cn:lambda:cn-north-1:111122223333:function:*',
      },
      {Sid: 'WithoutResource', Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: '*'},
    ])
  })

  it('refuses a mistyped secret also where no action is about secrets', () => {
    const other = {name: 'x', actions: ['sts:GetCallerIdentity']}
    expect(() => policyOf(other, {...nothing, secrets: ['a b']})).toThrow('is not the name or ARN of a secret')
  })

  it('leaves out what changes something when only reads are wanted', () => {
    expect(readsOf(command).actions).toEqual(['sts:GetCallerIdentity', 'secretsmanager:DescribeSecret'])
  })
})
