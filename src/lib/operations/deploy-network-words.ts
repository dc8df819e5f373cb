import type {Deployment} from '../deploy/deployment.ts'
import {endpointFor, pathsOf, servicesOf, type ServicePath, type Surroundings} from '../deploy/network-paths.ts'
import {awsCommand} from './doctor-aws.ts'
import {permissionFor, ruleDescription} from './deploy-network-changes.ts'
import type {DeployStage} from './deploy-stage.ts'

const words: Readonly<Record<ServicePath['path'], string>> = {
  endpoint: 'endpoint',
  nat: 'NAT gateway',
  other: 'route',
  none: 'none',
}

/** The path of each service that the rotator calls. */
export function pathsFor(deployment: Deployment, around: Surroundings): readonly ServicePath[] {
  return pathsOf(servicesOf(deployment), around)
}

/** Shows each service with its path, and says what cannot be reached and what would open it. */
export function sayNetwork({context, scope, deployment}: DeployStage, around: Surroundings | undefined): void {
  if (around === undefined) return
  const {progress} = context
  const paths = pathsFor(deployment, around)
  const longest = Math.max(...paths.map(({service}) => service.length))
  progress.line(`From ${around.network.vpcId} it reaches`)
  for (const {service, path, through} of paths)
    progress.line(`  ${service.padEnd(longest)}  ${[words[path], ...through].join(' ')}`)
  for (const {service, path, through} of paths) {
    if (path !== 'none') continue
    const [endpointId] = through
    if (endpointId === undefined) progress.warn(`${noWay(service)}: its rotations will fail.`)
    else {
      const groupId = endpointFor(service, around)?.groupIds[0] ?? ''
      const [from = ''] = around.network.securityGroupIds
      const input = {
        GroupId: groupId,
        IpPermissions: [permissionFor(from, ruleDescription(deployment))],
      }
      const call = {service: 'ec2', operation: 'AuthorizeSecurityGroupIngress', input}
      progress.warn(`The endpoint ${endpointId} for ${service} does not let ${from} in on port 443.`)
      progress.line(`  Let it in: ${awsCommand(call, context.scopeFlags(scope).aws)}`)
    }
  }
}

function noWay(service: string): string {
  const way = service === 'secretsmanager' ? 'nor an endpoint (--endpoint makes one)' : 'nor an endpoint'
  return `There is no way to ${service}, neither a NAT gateway ${way}`
}
