import {describe, expect, it} from 'vitest'
import type {NetworkGateway} from '../../../src/lib/aws/network-gateways.ts'
import type {EndpointInfo, GroupInfo} from '../../../src/lib/rotation/network.ts'
import type {DeployLook} from '../../../src/lib/operations/deploy-look.ts'
import {networkStanding} from '../../../src/lib/operations/destroy-network.ts'
import {fakeContext} from '../../support/fake-context.ts'

const name = 'secrot-one'
const look: DeployLook = {statements: [], rolePolicy: 'ec2:CreateNetworkInterface'}
const ours: GroupInfo = {id: 'sg-ours', vpcId: 'vpc-1', name: 'ours', ingress: [], tags: {}}

/** What stays and goes of an endpoint that is in these groups. */
async function standing(...groupIds: readonly string[]) {
  const service = 'com.amazonaws.eu-central-1.secretsmanager'
  const endpoint: EndpointInfo = {id: 'vpce-1', service, state: 'available', privateDns: true, groupIds, tags: {}}
  const network: Partial<NetworkGateway> = {groupsByTag: async () => [ours], endpointsByTag: async () => [endpoint]}
  const context = fakeContext({gateways: {network: network as NetworkGateway}})
  const found = await networkStanding({context, scope: {region: 'eu-central-1'}, name}, look)
  return {...found, said: context.said.join('\n')}
}

describe('an endpoint that a deployment made', () => {
  it('goes with its group', async () => {
    expect(await standing('sg-ours')).toEqual({endpointIds: ['vpce-1'], groupIds: ['sg-ours'], said: ''})
  })

  it('stays with its group where somebody else has put a group of his own on it', async () => {
    const {said, ...found} = await standing('sg-ours', 'sg-theirs')
    expect(found).toEqual({endpointIds: [], groupIds: []})
    expect(said).toContain('vpce-1 has security groups of others')
  })
})
