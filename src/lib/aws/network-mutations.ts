import {change} from './call.ts'
import type {Clients} from './clients.ts'
import type {Fields} from './ec2-query.ts'
import type {NetworkMutations} from './network-gateways.ts'
import {numbered} from './network.ts'

/** Interface endpoints and their groups come and go. Reached through operations/mutate.ts only. */
export function networkMutations(clients: Clients): NetworkMutations {
  const send = (action: string, resource: string, fields: Fields): Promise<void> =>
    change(clients, {action: `ec2:${action}`, resource}, async () => {
      const {ec2Query} = await import('./ec2-query.ts')
      await ec2Query(clients, {action, fields, maxAttempts: 1})
    })

  return {
    createGroup: ({name, description, vpcId, tags}) =>
      send('CreateSecurityGroup', name, {
        GroupName: name,
        GroupDescription: description,
        VpcId: vpcId,
        ...tagFields('security-group', tags),
      }),
    letIn: ({groupId, fromGroupId, description}) =>
      send('AuthorizeSecurityGroupIngress', groupId, {
        GroupId: groupId,
        'IpPermissions.1.IpProtocol': 'tcp',
        'IpPermissions.1.FromPort': '443',
        'IpPermissions.1.ToPort': '443',
        'IpPermissions.1.Groups.1.GroupId': fromGroupId,
        'IpPermissions.1.Groups.1.Description': description,
      }),
    deleteGroup: ({groupId}) => send('DeleteSecurityGroup', groupId, {GroupId: groupId}),
    createEndpoint: ({vpcId, service, subnetIds, groupId, tags}) =>
      send('CreateVpcEndpoint', service, {
        VpcEndpointType: 'Interface',
        VpcId: vpcId,
        ServiceName: service,
        ...numbered('SubnetId', subnetIds),
        'SecurityGroupId.1': groupId,
        PrivateDnsEnabled: 'true',
        ...tagFields('vpc-endpoint', tags),
      }),
    deleteEndpoint: ({endpointId}) => send('DeleteVpcEndpoints', endpointId, {'VpcEndpointId.1': endpointId}),
  }
}

function tagFields(type: string, tags: Readonly<Record<string, string>>): Fields {
  const fields = Object.entries(tags).flatMap(([key, value], index) => {
    const tag = `TagSpecification.1.Tag.${index + 1}`
    return [
      [`${tag}.Key`, key],
      [`${tag}.Value`, value],
    ]
  })
  return {'TagSpecification.1.ResourceType': type, ...(Object.fromEntries(fields) as Fields)}
}
