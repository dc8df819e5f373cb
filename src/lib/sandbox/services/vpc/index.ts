/** EC2 as far as the network of a function goes: subnets, groups, routes and interface endpoints. */
import type {Service, World} from '../../kernel.ts'
import {
  describeRouteTables,
  describeSecurityGroups,
  describeSubnets,
  describeVpcEndpoints,
} from './operations/describing.ts'
import {createVpcEndpoint, deleteVpcEndpoints} from './operations/endpoints.ts'
import {authorizeSecurityGroupIngress, createSecurityGroup, deleteSecurityGroup} from './operations/security-groups.ts'
import type {MakeOperation} from './operation.ts'
import {networkSetup, type NetworkSetup} from './setup.ts'
import {Ec2State} from './state.ts'

const OPERATIONS: readonly MakeOperation[] = [
  authorizeSecurityGroupIngress,
  createSecurityGroup,
  createVpcEndpoint,
  deleteSecurityGroup,
  deleteVpcEndpoints,
  describeRouteTables,
  describeSecurityGroups,
  describeSubnets,
  describeVpcEndpoints,
]

export interface Ec2Service extends Service {
  readonly setup: NetworkSetup
}

export function createEc2(world: World): Ec2Service {
  const state = new Ec2State(world)
  const operations = OPERATIONS.map(make => make(state))
  return {
    definition: {
      id: 'ec2',
      protocol: 'ec2',
      version: '2016-11-15',
      xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
      eventSource: 'ec2.amazonaws.com',
      messageKey: () => 'message',
      operations: Object.fromEntries(operations.map(operation => [operation.name, operation])),
    },
    setup: networkSetup(state),
    snapshot: () => state.snapshot(),
    restore: snapshot => state.restore(snapshot),
  }
}
