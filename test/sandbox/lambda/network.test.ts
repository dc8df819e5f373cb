import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'
import {lambdaBench, type LambdaBench} from './support.ts'

const VpcConfig = {SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1']}
const HERE = 'arn:aws:ec2:eu-central-1:111122223333'
const ALL = ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface']

let bench: LambdaBench

beforeEach(async () => {
  bench = await lambdaBench()
})

afterEach(() => bench[Symbol.asyncDispose]())

const allow = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const nearby = (region: string) => ({Condition: {StringEquals: {'aws:RequestedRegion': region}}})

function roleWith(...Statement: object[]): string {
  const {sandbox} = bench
  const policies = {own: {Version: '2012-10-17', Statement}}
  return sandbox.iam.addRole({accountId: sandbox.accountId, roleName: 'in-vpc', policies})
}

const create = (Role: string, members: object = {VpcConfig}) => bench.create('rotator', undefined, {Role, ...members})
const lacks = (action: string) => ({
  name: 'InvalidParameterValueException',
  message: `The provided execution role does not have permissions to call ${action} on EC2`,
  $metadata: {httpStatusCode: 400},
})

describe('a function in a VPC', () => {
  it('is made where its role may make, see and delete network interfaces', async () => {
    await create(roleWith(allow(ALL)))
    const shown = await bench.lambda.send(new GetFunctionConfigurationCommand({FunctionName: 'rotator'}))
    expect(shown.VpcConfig).toMatchObject(VpcConfig)
  })

  it.each(ALL)('is refused where its role lacks %s', async missing => {
    const role = roleWith(allow(ALL.filter(action => action !== missing)))
    await expect(create(role)).rejects.toMatchObject(lacks(missing.slice('ec2:'.length)))
    const shown = bench.lambda.send(new GetFunctionConfigurationCommand({FunctionName: 'rotator'}))
    await expect(shown).rejects.toMatchObject({name: 'ResourceNotFoundException'})
  })

  it('is refused where its role may delete interfaces alone, as AWS asks on more', async () => {
    const role = roleWith(allow(ALL.slice(0, 2)), allow(ALL.slice(2), `${HERE}:network-interface/*`))
    await expect(create(role)).rejects.toMatchObject(lacks('DeleteNetworkInterface'))
  })

  it('is refused where its role may make interfaces in one of the subnets only', async () => {
    const narrow = ['network-interface/*', 'subnet/subnet-1', 'security-group/sg-1'].map(one => `${HERE}:${one}`)
    const role = roleWith(allow(ALL.slice(1)), allow(ALL.slice(0, 1), narrow))
    await expect(create(role)).rejects.toMatchObject(lacks('CreateNetworkInterface'))
  })

  it('is asked for in its region, by Lambda from elsewhere than its maker', async () => {
    await expect(create(roleWith(allow(ALL, '*', nearby('us-east-1'))))).rejects.toMatchObject(
      lacks('CreateNetworkInterface'),
    )
    const makersPlace = {Condition: {IpAddress: {'aws:SourceIp': ['127.0.0.0/8', '::1/128']}}}
    await expect(create(roleWith(allow(ALL, '*', makersPlace)))).rejects.toMatchObject(lacks('CreateNetworkInterface'))
    await create(roleWith(allow(ALL, '*', nearby('eu-central-1'))))
  })

  it('is refused without a security group', async () => {
    const role = roleWith(allow(ALL))
    const refused = create(role, {VpcConfig: {SubnetIds: ['subnet-1']}})
    await expect(refused).rejects.toMatchObject({name: 'InvalidParameterValueException'})
  })

  describe('for a caller who', () => {
    const made = (Statement: object[]) => {
      const {sandbox} = bench
      const policies = {own: {Version: '2012-10-17', Statement: [allow(['lambda:*', 'iam:PassRole']), ...Statement]}}
      const credentials = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'ana', policies})
      const ana = new LambdaClient({...sandbox.config, credentials})
      const command = new CreateFunctionCommand({
        FunctionName: 'rotator',
        Role: roleWith(allow(ALL)),
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: {ZipFile: zipFiles({'index.mjs': ''})},
        VpcConfig,
      })
      return ana.send(command)
    }

    it('may not see the network is refused', async () => {
      await expect(made([])).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringMatching(/permission to DescribeSecurityGroups for sg-1\. EC2 Error Code: Unauth/),
      })
    })

    it('may see subnets and groups and not the VPC is refused', async () => {
      await expect(made([allow(['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets'])])).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringMatching(/permission to DescribeVpcs for /),
      })
    })

    it('may see it from where he is, is made', async () => {
      const seeing = made([allow('ec2:Describe*', '*', nearby('eu-central-1'))])
      expect((await seeing).FunctionName).toBe('rotator')
    })
  })
})

describe('a function that moves into a VPC', () => {
  const move = (input: object) =>
    bench.lambda.send(new UpdateFunctionConfigurationCommand({FunctionName: 'rotator', ...input}))

  it('stays outside where its role may not follow', async () => {
    await create(bench.roleArn, {})
    await expect(move({VpcConfig})).rejects.toMatchObject(lacks('CreateNetworkInterface'))
    await move({Role: roleWith(allow(ALL)), VpcConfig})
    await expect(move({Role: bench.roleArn})).rejects.toMatchObject(lacks('CreateNetworkInterface'))
    await move({Timeout: 10})
    await move({Role: bench.roleArn, VpcConfig: {SubnetIds: [], SecurityGroupIds: []}})
  })
})
