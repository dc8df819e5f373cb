import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {NetworkFacts} from '../../../src/lib/sandbox/services/vpc/setup.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {signedFetch} from '../../support/signed-fetch.ts'

const SERVICE = 'com.amazonaws.eu-central-1.secretsmanager'

let sandbox: TestSandbox
let network: NetworkFacts

beforeEach(async () => {
  sandbox = await startTestSandbox()
  network = sandbox.network.addNetwork(sandbox)
})

afterEach(() => sandbox.stop())

const ask = (operation: string, input: Record<string, unknown>) => sandbox.call('ec2', operation, input)

/** An endpoint for Secrets Manager; members replace its own. */
function endpoint(members: Record<string, unknown> = {}): Promise<unknown> {
  const {vpcId, subnetIds, groupId} = network
  const place = {VpcId: vpcId, SubnetId: subnetIds, SecurityGroupId: [groupId]}
  return ask('CreateVpcEndpoint', {VpcEndpointType: 'Interface', ServiceName: SERVICE, ...place, ...members})
}

async function stateOf(id: string): Promise<string | undefined> {
  const {vpcEndpointSet} = (await ask('DescribeVpcEndpoints', {})) as {
    vpcEndpointSet: {vpcEndpointId: string; state: string}[]
  }
  return vpcEndpointSet.find(one => one.vpcEndpointId === id)?.state
}

describe('networks', () => {
  it('are shown over the wire as EC2 shows them, and found by filters', async () => {
    const [first = ''] = network.subnetIds
    const fields = {Action: 'DescribeSubnets', Version: '2016-11-15', 'SubnetId.1': first, 'Filter.1.Name': 'vpc-id'}
    const body = new URLSearchParams({...fields, 'Filter.1.Value.1': network.vpcId}).toString()
    const {body: text} = await signedFetch(sandbox, {service: 'ec2', body})
    expect(text).toContain(`<subnetSet><item><subnetId>${first}</subnetId>`)
    expect(text).toContain('<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>')
  })

  it('refuse over the wire in the words of EC2', async () => {
    const fields = {Action: 'DescribeSubnets', Version: '2016-11-15', 'SubnetId.1': 'subnet-0'}
    const answer = await signedFetch(sandbox, {service: 'ec2', body: new URLSearchParams(fields).toString()})
    expect([answer.status, answer.body]).toEqual([
      400,
      expect.stringContaining('<Response><Errors><Error><Code>InvalidSubnetID.NotFound</Code>'),
    ])
  })

  it('know no filter that EC2 does not', async () => {
    const asked = ask('DescribeSubnets', {Filter: [{Name: 'vpcid', Value: ['x']}]})
    await expect(asked).rejects.toMatchObject({code: 'InvalidParameterValue'})
  })
})

describe('an interface endpoint', () => {
  it('is pending, then available, and takes a while to go', async () => {
    const {vpcEndpoint} = (await endpoint()) as {vpcEndpoint: {vpcEndpointId: string; state: string}}
    const id = vpcEndpoint.vpcEndpointId
    expect(vpcEndpoint.state).toBe('pending')
    await sandbox.clock.advance(60_000)
    expect(await stateOf(id)).toBe('available')
    await ask('DeleteVpcEndpoints', {VpcEndpointId: [id]})
    expect(await stateOf(id)).toBe('deleting')
    await sandbox.clock.advance(60_000)
    expect(await stateOf(id)).toBeUndefined()
  })

  it('is one for each service where it has private DNS', async () => {
    await endpoint()
    await expect(endpoint()).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: expect.stringContaining('conflicting DNS domain') as string,
    })
    await expect(endpoint({PrivateDnsEnabled: 'false'})).resolves.toBeDefined()
  })

  it('has no private DNS in a VPC that resolves no names', async () => {
    network = sandbox.network.addNetwork({accountId: sandbox.accountId, region: sandbox.region, dns: false})
    await expect(endpoint()).rejects.toMatchObject({code: 'InvalidParameter'})
  })

  it('is in one subnet of a zone', async () => {
    network = sandbox.network.addNetwork({accountId: sandbox.accountId, region: sandbox.region, zones: ['a', 'a']})
    await expect(endpoint()).rejects.toMatchObject({code: 'DuplicateSubnetsInSameZone'})
  })

  it('takes no subnet or group of another VPC', async () => {
    const other = sandbox.network.addNetwork(sandbox)
    await expect(endpoint({SubnetId: other.subnetIds})).rejects.toMatchObject({code: 'InvalidParameter'})
    await expect(endpoint({SecurityGroupId: [other.groupId]})).rejects.toMatchObject({code: 'InvalidParameter'})
  })

  it('keeps its group until it is gone', async () => {
    const {vpcEndpoint} = (await endpoint()) as {vpcEndpoint: {vpcEndpointId: string}}
    await ask('DeleteVpcEndpoints', {VpcEndpointId: [vpcEndpoint.vpcEndpointId]})
    const remove = () => ask('DeleteSecurityGroup', {GroupId: network.groupId})
    await expect(remove()).rejects.toMatchObject({code: 'DependencyViolation'})
    await sandbox.clock.advance(60_000)
    await expect(remove()).resolves.toBeDefined()
  })

  it.each(['ec2:CreateVpcEndpoint', 'ec2:CreateTags', 'route53:AssociateVPCWithHostedZone'])(
    'is refused to somebody without %s',
    async missing => {
      const all = ['ec2:CreateVpcEndpoint', 'ec2:CreateTags', 'route53:AssociateVPCWithHostedZone']
      const Action = all.filter(action => action !== missing)
      const policies = {own: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action, Resource: '*'}]}}
      const {accountId} = sandbox
      const {accessKeyId} = sandbox.iam.addUser({accountId, userName: 'ana', policies})
      const input = {
        VpcEndpointType: 'Interface',
        ServiceName: SERVICE,
        VpcId: network.vpcId,
        TagSpecification: [{ResourceType: 'vpc-endpoint', Tag: [{Key: 'team', Value: 'web'}]}],
      }
      const asked = sandbox.call('ec2', 'CreateVpcEndpoint', input, {accessKeyId})
      await expect(asked).rejects.toMatchObject({
        code: 'UnauthorizedOperation',
        message: expect.stringContaining(missing) as string,
      })
    },
  )
})

describe('a security group', () => {
  const rule = () => ({IpProtocol: 'tcp', FromPort: '443', ToPort: '443', Groups: [{GroupId: network.groupId}]})
  const made = async () =>
    (await ask('CreateSecurityGroup', {
      GroupName: 'endpoint',
      GroupDescription: 'For an endpoint.',
      VpcId: network.vpcId,
    })) as {groupId: string}

  it('lets in whom its rules name, each once', async () => {
    const {groupId} = await made()
    await ask('AuthorizeSecurityGroupIngress', {GroupId: groupId, IpPermissions: [rule()]})
    const again = ask('AuthorizeSecurityGroupIngress', {GroupId: groupId, IpPermissions: [rule()]})
    await expect(again).rejects.toMatchObject({code: 'InvalidPermission.Duplicate'})
    const shown = await ask('DescribeSecurityGroups', {GroupId: [groupId]})
    expect(shown).toMatchObject({
      securityGroupInfo: [{ipPermissions: [{ipProtocol: 'tcp', fromPort: 443, groups: [{groupId: network.groupId}]}]}],
    })
  })

  it('has a name of its own in its VPC', async () => {
    await made()
    await expect(made()).rejects.toMatchObject({code: 'InvalidGroup.Duplicate'})
  })

  it('stays while the rule of another one names it', async () => {
    const {groupId} = await made()
    await ask('AuthorizeSecurityGroupIngress', {GroupId: groupId, IpPermissions: [rule()]})
    const removed = ask('DeleteSecurityGroup', {GroupId: network.groupId})
    await expect(removed).rejects.toMatchObject({code: 'DependencyViolation'})
  })
})
