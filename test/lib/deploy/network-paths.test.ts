import {describe, expect, it} from 'vitest'
import {letsIn, pathsOf, servicesOf, type Surroundings} from '../../../src/lib/deploy/network-paths.ts'
import type {EndpointInfo, GroupInfo, RouteTableInfo} from '../../../src/lib/rotation/network.ts'
import {aDeployment} from '../../support/a-deployment.ts'

const table = (through: string, subnetIds = ['subnet-1', 'subnet-2']): RouteTableInfo => ({
  main: false,
  subnetIds,
  routes: [{to: '0.0.0.0/0', through}],
})
const endpoint = (service: string, members: Partial<EndpointInfo> = {}): EndpointInfo => ({
  id: 'vpce-1',
  service,
  state: 'available',
  privateDns: true,
  groupIds: ['sg-e'],
  tags: {},
  ...members,
})
const group = (members: Partial<GroupInfo['ingress'][number]> = {}): GroupInfo => ({
  id: 'sg-e',
  vpcId: 'vpc-1',
  name: 'endpoint',
  ingress: [
    {protocol: 'tcp', fromPort: 443, toPort: 443, groupIds: ['sg-f'], ranges: [], descriptions: [], ...members},
  ],
  tags: {},
})
const around = (members: Partial<Surroundings> = {}): Surroundings => ({
  region: 'eu-central-1',
  network: {vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-f']},
  cidrs: ['10.0.0.0/24', '10.0.1.0/24'],
  tables: [],
  endpoints: [],
  groups: [group()],
  ...members,
})
const SECRETS = 'com.amazonaws.eu-central-1.secretsmanager'

describe('the way of a function to a service', () => {
  it.each([
    ['goes by a NAT gateway', around({tables: [table('nat-1')]}), ['nat', 'nat-1']],
    ['goes by another route', around({tables: [table('tgw-1')]}), ['other', 'tgw-1']],
    [
      'is none by an internet gateway, as the function has no public address',
      around({tables: [table('igw-1')]}),
      ['none'],
    ],
    ['is none where one subnet has none', around({tables: [table('nat-1', ['subnet-1'])]}), ['none']],
    [
      'goes by the main table where a subnet has none of its own',
      around({tables: [{...table('nat-1', []), main: true}]}),
      ['nat', 'nat-1'],
    ],
    ['goes by its endpoint', around({endpoints: [endpoint(SECRETS)]}), ['endpoint', 'vpce-1']],
    [
      'goes by its endpoint alone, which may let nobody in',
      around({endpoints: [endpoint(SECRETS)], groups: [group({groupIds: []})], tables: [table('nat-1')]}),
      ['none', 'vpce-1'],
    ],
    ['goes by no endpoint that is going', around({endpoints: [endpoint(SECRETS, {state: 'deleting'})]}), ['none']],
    [
      'goes by no endpoint without private DNS',
      around({endpoints: [endpoint(SECRETS, {privateDns: false})]}),
      ['none'],
    ],
    [
      'goes by no endpoint of another service',
      around({endpoints: [endpoint('com.amazonaws.eu-central-1.sts')]}),
      ['none'],
    ],
  ])('%s', (_name, where, [path, ...through]) => {
    expect(pathsOf(['secretsmanager'], where)).toEqual([{service: 'secretsmanager', path, through}])
  })

  it('has names of its own for some services', () => {
    const endpoints = [endpoint('com.amazonaws.iam'), endpoint('com.amazonaws.eu-central-1.email', {id: 'vpce-2'})]
    expect(pathsOf(['iam', 'ses'], around({endpoints})).map(({through}) => through)).toEqual([['vpce-1'], ['vpce-2']])
  })

  it('is shown for what the function itself calls', () => {
    expect(servicesOf(aDeployment('iam-access-key', {network: around().network}))).toEqual([
      'secretsmanager',
      'iam',
      'cloudtrail',
      'sts',
    ])
  })
})

describe('a security group lets somebody in', () => {
  const visitor = {groupId: 'sg-f', cidrs: ['10.0.0.0/24', '10.0.1.0/24']}
  it.each([
    ['by a group', {}, true],
    ['by all protocols', {protocol: '-1', fromPort: undefined, toPort: undefined}, true],
    ['by addresses that cover all its subnets', {groupIds: [], ranges: ['10.0.0.0/16']}, true],
    ['not by addresses of some of them', {groupIds: [], ranges: ['10.0.0.0/24']}, false],
    ['not by addresses of others', {groupIds: [], ranges: ['192.168.0.0/16']}, false],
    ['not by another group', {groupIds: ['sg-x']}, false],
    ['not on another port', {fromPort: 80, toPort: 80}, false],
    ['not by another protocol', {protocol: 'udp'}, false],
  ])('%s', (_name, rule, expected) => {
    expect(letsIn([group(rule)], visitor)).toBe(expected)
  })
})
