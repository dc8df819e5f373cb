import {setTimeout} from 'node:timers/promises'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import type {NetworkFacts} from '../../src/lib/sandbox/services/vpc/setup.ts'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const SERVICE = 'com.amazonaws.eu-central-1.secretsmanager'
const NAT = [{to: '0.0.0.0/0', through: 'nat-1'}]

let bench: DeployBench
let network: NetworkFacts

beforeAll(async () => {
  bench = await startDeployBench()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  await bench.sandbox.reset()
  network = bench.sandbox.network.addNetwork({...place(), routes: NAT})
})

const place = () => ({accountId: bench.sandbox.accountId, region: bench.sandbox.region})
const ec2 = (operation: string, input = {}) => bench.sandbox.call('ec2', operation, input)
const inside = (facts = network) => [
  ...facts.subnetIds.flatMap(id => ['--subnet', id]),
  '--security-group',
  facts.groupId,
]
const allow = ['--allow', 'vpc-endpoint']
const deploy = (...words: string[]) =>
  bench.run(['deploy', 'random-password', '--secret', 'prod/session', '--yes', ...words])
const vpcConfig = async () =>
  (
    (await bench.sandbox.call('lambda', 'GetFunctionConfiguration', {
      FunctionName: 'secrot-random-password',
    })) as {VpcConfig?: {SubnetIds: string[]; SecurityGroupIds: string[]}}
  ).VpcConfig

/** An endpoint takes a minute to change; here it takes as long as it takes to be seen. */
async function whileEndpointsComeAndGo(run: Promise<SecrotRun>): Promise<SecrotRun> {
  const {clock} = bench.sandbox
  for (;;) {
    const first = await Promise.race([run, setTimeout(100)])
    if (first !== undefined) return first
    const {vpcEndpointSet} = (await ec2('DescribeVpcEndpoints')) as {vpcEndpointSet: {state: string}[]}
    if (vpcEndpointSet.some(({state}) => state !== 'available')) await clock.advance(60_000)
  }
}

describe('deploy into a network', () => {
  it('puts the function there, and its rotation works', async () => {
    const deployed = await deploy(...inside())
    expect(deployed.exitCode).toBe(0)
    expect(await vpcConfig()).toMatchObject({SubnetIds: network.subnetIds, SecurityGroupIds: [network.groupId]})
    expect(deployed.stderr).toContain('secretsmanager  NAT gateway nat-1')
    const rotated = await bench.run(['rotate', 'prod/session', '--watch', '--yes'])
    expect(rotated.exitCode).toBe(0)
  })

  it('makes no changing call the second time, whether the network is named or not', async () => {
    await deploy(...inside())
    expect(changing(await deploy(...inside()))).toEqual([])
    expect(changing(await deploy())).toEqual([])
    expect(await vpcConfig()).toMatchObject({SubnetIds: network.subnetIds})
  })

  it('moves it to other subnets, and in from outside', async () => {
    await deploy()
    const moved = await deploy(...inside())
    expect(changing(moved)).toEqual(['iam:PutRolePolicy', 'lambda:UpdateFunctionConfiguration'])
    const [first = ''] = network.subnetIds
    const narrowed = await deploy('--subnet', first)
    expect(changing(narrowed)).toEqual(['lambda:UpdateFunctionConfiguration'])
    expect(await vpcConfig()).toMatchObject({SubnetIds: [first], SecurityGroupIds: [network.groupId]})
  })

  it('refuses half of a network, and parts of two (exit 2)', async () => {
    const [first = ''] = network.subnetIds
    const half = await deploy('--subnet', first)
    expect([half.exitCode, half.stderr]).toEqual([2, expect.stringContaining('--security-group ID')])
    const other = bench.sandbox.network.addNetwork(place())
    const torn = await deploy('--subnet', first, '--security-group', other.groupId)
    expect([torn.exitCode, torn.stderr]).toEqual([2, expect.stringContaining('of one VPC')])
    expect([...changing(half), ...changing(torn)]).toEqual([])
  })

  it('lets the role enter, and not the code of the function use that', async () => {
    await deploy(...inside())
    const {PolicyDocument} = (await bench.sandbox.call('iam', 'GetRolePolicy', {
      RoleName: 'secrot-random-password-role',
      PolicyName: 'rotation',
    })) as {PolicyDocument: string}
    const {Statement} = JSON.parse(decodeURIComponent(PolicyDocument)) as {Statement: {Action: string[]}[]}
    expect(Statement.find(({Action}) => Action.includes('ec2:CreateNetworkInterface'))).toEqual({
      Effect: 'Allow',
      Action: [
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:UnassignPrivateIpAddresses',
      ],
      Resource: ['*'],
      Condition: {
        ArnNotEqualsIfExists: {
          'lambda:SourceFunctionArn': 'arn:aws:lambda:eu-central-1:111122223333:function:secrot-random-password',
        },
      },
    })
  })

  it('answers with the paths of the services', async () => {
    const {json} = await deploy(...inside(), '--json')
    expect(breachesOf('deploy', json)).toEqual([])
    expect(json).toMatchObject({
      network: {vpcId: network.vpcId, paths: [{service: 'secretsmanager', path: 'nat', through: ['nat-1']}]},
    })
  })
})

describe('the endpoint of Secrets Manager', () => {
  beforeEach(() => {
    network = bench.sandbox.network.addNetwork(place())
  })

  it('is missed where there is no other way', async () => {
    const planned = await deploy(...inside(), '--dry-run')
    expect(planned.stderr).toContain('There is no way to secretsmanager')
    expect(planned.stderr).toContain('--endpoint makes one')
  })

  it('is made with a group that lets the function in alone', async () => {
    const deployed = await whileEndpointsComeAndGo(deploy(...inside(), '--endpoint', ...allow))
    expect(deployed.exitCode).toBe(0)
    expect(changing(deployed).filter(action => action.startsWith('ec2:'))).toEqual([
      'ec2:CreateSecurityGroup',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:CreateVpcEndpoint',
    ])
    const shown = (await ec2('DescribeVpcEndpoints')) as {vpcEndpointSet: {groupSet: {groupId: string}[]}[]}
    expect(shown).toMatchObject({
      vpcEndpointSet: [
        {serviceName: SERVICE, privateDnsEnabled: true, state: 'available', subnetIdSet: network.subnetIds},
      ],
    })
    const groupId = shown.vpcEndpointSet[0]?.groupSet[0]?.groupId
    expect(await ec2('DescribeSecurityGroups', {GroupId: [groupId]})).toMatchObject({
      securityGroupInfo: [
        {
          ipPermissions: [
            {ipProtocol: 'tcp', fromPort: 443, toPort: 443, groups: [{groupId: network.groupId}], ipRanges: []},
          ],
          tagSet: [{key: 'secrot:deployment', value: 'secrot-random-password'}],
        },
      ],
    })
    expect(changing(await deploy(...inside(), '--endpoint', ...allow))).toEqual([])
    expect(changing(await deploy())).toEqual([])
  })

  it.each(['CreateSecurityGroup', 'AuthorizeSecurityGroupIngress', 'CreateVpcEndpoint'])(
    'is there once in the end, also where %s was cut off',
    async operation => {
      for (const kind of ['connection-reset', 'lost-reply'] as const) {
        bench.sandbox.faults.set([{kind, service: 'ec2', operation, nth: 1}])
        await whileEndpointsComeAndGo(deploy(...inside(), '--endpoint', ...allow))
        bench.sandbox.faults.clear()
      }
      const ended = await whileEndpointsComeAndGo(deploy(...inside(), '--endpoint', ...allow))
      expect(ended.exitCode).toBe(0)
      expect(changing(await deploy())).toEqual([])
      const {vpcEndpointSet} = (await ec2('DescribeVpcEndpoints')) as {vpcEndpointSet: unknown[]}
      expect(vpcEndpointSet).toHaveLength(1)
    },
  )

  it('is made only by an answer of its own, since it takes the requests of the whole VPC, which --yes does not answer', async () => {
    network = bench.sandbox.network.addNetwork({...place(), routes: NAT})
    const typed = ['deploy', 'random-password', '--secret', 'prod/session', ...inside(), '--endpoint']
    const unasked = await bench.run([...typed, '--yes'])
    expect([unasked.exitCode, changing(unasked)]).toEqual([2, []])
    expect(unasked.stderr).toContain('--allow vpc-endpoint')
    expect(unasked.stderr).toContain('hits  everybody in the VPC who asks Secrets Manager')
    const declined = await bench.run([...typed, '--later'], {tty: {columns: 300}, answers: ['n']})
    expect([declined.exitCode, changing(declined)]).toEqual([3, []])
    const asked = `everybody in ${network.vpcId} who asks Secrets Manager and is not in ${network.groupId}: some may ask it by nat-1 now`
    expect(declined.stderr).toContain(asked)
  })

  it('is used where there is one that lets the function in', async () => {
    const from = {groupId: network.groupId}
    const ingress = [{protocol: 'tcp', fromPort: 443, toPort: 443, from}]
    const groupId = bench.sandbox.network.addGroup({...place(), vpcId: network.vpcId, name: 'theirs', ingress})
    const {vpcId, subnetIds} = network
    const id = bench.sandbox.network.addEndpoint({...place(), vpcId, service: SERVICE, subnetIds, groupIds: [groupId]})
    const deployed = await deploy(...inside(), '--endpoint', ...allow)
    expect(deployed.stderr).toContain(`secretsmanager  endpoint ${id}`)
    expect(changing(deployed).filter(action => action.startsWith('ec2:'))).toEqual([])
  })

  it('is not changed where it is of others: the rule that it lacks is printed', async () => {
    const {vpcId, subnetIds} = network
    const groupId = bench.sandbox.network.addGroup({...place(), vpcId, name: 'theirs'})
    const id = bench.sandbox.network.addEndpoint({...place(), vpcId, service: SERVICE, subnetIds, groupIds: [groupId]})
    const planned = await deploy(...inside(), '--endpoint', '--dry-run')
    expect(planned.stderr).toContain(`The endpoint ${id} for secretsmanager does not let ${network.groupId} in`)
    expect(planned.stderr).toContain(`aws ec2 authorize-security-group-ingress --group-id ${groupId}`)
  })
})

describe('destroy', () => {
  const name = 'secrot-random-password'
  const destroy = () => bench.run(['destroy', name, '--yes'])

  beforeEach(async () => {
    network = bench.sandbox.network.addNetwork(place())
    await whileEndpointsComeAndGo(deploy(...inside(), '--endpoint', ...allow))
  })

  it('takes the endpoint and its group away, between the function and its role', async () => {
    const destroyed = await whileEndpointsComeAndGo(destroy())
    expect(destroyed.exitCode).toBe(0)
    expect(changing(destroyed).slice(3)).toEqual([
      'lambda:DeleteFunction',
      'ec2:DeleteVpcEndpoints',
      'ec2:DeleteSecurityGroup',
      'iam:DeleteRolePolicy',
      'iam:DeleteRole',
    ])
    expect(await ec2('DescribeVpcEndpoints')).toEqual({vpcEndpointSet: []})
  })

  it('says before that network interfaces may stay, and how they are seen', async () => {
    const planned = await bench.run(['destroy', name, '--dry-run'])
    expect(planned.stderr).toContain(`Lambda takes the network interfaces of ${name} away by its role`)
    expect(planned.stderr).toContain('See what stays: aws ec2 describe-network-interfaces')
  })

  it('goes on where the endpoint is going already', async () => {
    await bench.sandbox.call('lambda', 'DeleteFunction', {FunctionName: name})
    const {vpcEndpointSet} = (await ec2('DescribeVpcEndpoints')) as {vpcEndpointSet: {vpcEndpointId: string}[]}
    await ec2('DeleteVpcEndpoints', {VpcEndpointId: vpcEndpointSet.map(one => one.vpcEndpointId)})
    const destroyed = await whileEndpointsComeAndGo(destroy())
    expect([destroyed.exitCode, changing(destroyed)]).toEqual([0, expect.arrayContaining(['ec2:DeleteSecurityGroup'])])
  })

  it('leaves an endpoint that others let somebody else use', async () => {
    const {securityGroupInfo} = (await ec2('DescribeSecurityGroups', {
      Filter: [{Name: 'tag:secrot:deployment', Value: [name]}],
    })) as {securityGroupInfo: {groupId: string}[]}
    const GroupId = securityGroupInfo[0]?.groupId
    const rule = {IpProtocol: 'tcp', FromPort: '443', ToPort: '443', IpRanges: [{CidrIp: '10.0.0.0/16'}]}
    await ec2('AuthorizeSecurityGroupIngress', {GroupId, IpPermissions: [rule]})
    const destroyed = await destroy()
    expect(destroyed.stderr).toContain(`${GroupId} has rules of others`)
    expect(changing(destroyed).filter(action => action.startsWith('ec2:'))).toEqual([])
  })
})
