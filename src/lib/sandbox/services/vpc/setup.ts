/** Networks made without requests, for scenarios and tests. */
import type {Endpoint, IngressRule, Place, Route} from './entities.ts'
import type {Ec2State} from './state.ts'

export interface NetworkSeed extends Place {
  /** Of its subnets, which have a table of their own each. Absent: no way out. */
  readonly routes?: readonly Route[]
  /** A subnet for each. Absent: two, in `a` and `b`. */
  readonly zones?: readonly string[]
  /** Whether private DNS can be had. Absent: yes. */
  readonly dns?: boolean
}

export interface NetworkFacts {
  readonly vpcId: string
  readonly subnetIds: readonly string[]
  /** A group that lets nobody in. */
  readonly groupId: string
}

export interface NetworkSetup {
  /** A VPC with subnets and a group for functions. */
  addNetwork(seed: NetworkSeed): NetworkFacts
  addGroup(
    group: Place & {readonly vpcId: string; readonly name: string; readonly ingress?: readonly IngressRule[]},
  ): string
  /** One that is available. Answers its id. */
  addEndpoint(
    endpoint: Place & Pick<Endpoint, 'vpcId' | 'service' | 'subnetIds' | 'groupIds'> & {readonly privateDns?: boolean},
  ): string
}

/** What tests put there. */
export function networkSetup(state: Ec2State): NetworkSetup {
  const addGroup: NetworkSetup['addGroup'] = ({accountId, region, vpcId, name, ingress = []}) => {
    const id = state.newId('sg')
    state.putGroup({accountId, region, id, vpcId, name, description: name, ingress, tags: []})
    return id
  }
  return {
    addGroup,
    addNetwork({accountId, region, routes = [], zones = ['a', 'b'], dns = true}) {
      const place = {accountId, region, tags: []}
      const vpcId = state.newId('vpc')
      state.putVpc({...place, id: vpcId, vpcId, cidr: '10.0.0.0/16', dns})
      state.putTable({...place, id: state.newId('rtb'), vpcId, main: true, subnetIds: [], routes: []})
      const subnetIds = zones.map((zone, index) => {
        const id = state.newId('subnet')
        state.putSubnet({...place, id, vpcId, zone: `${region}${zone}`, cidr: `10.0.${index}.0/24`})
        if (routes.length > 0)
          state.putTable({...place, id: state.newId('rtb'), vpcId, main: false, subnetIds: [id], routes})
        return id
      })
      return {vpcId, subnetIds, groupId: addGroup({accountId, region, vpcId, name: 'functions'})}
    },
    addEndpoint({accountId, region, vpcId, service, subnetIds, groupIds, privateDns = true}) {
      const id = state.newId('vpce')
      const facts = {accountId, region, id, vpcId, service, subnetIds, groupIds, privateDns}
      state.putEndpoint({...facts, type: 'Interface', tags: [], createdAt: 0})
      return id
    },
  }
}
