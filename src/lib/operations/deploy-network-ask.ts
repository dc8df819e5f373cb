import type {DeployChange} from '../deploy/changes.ts'
import type {Surroundings} from '../deploy/network-paths.ts'
import type {DeployOptions} from './deploy-options.ts'
import type {DeployStage} from './deploy-stage.ts'

/**
 * Asks about an endpoint that is to be made, in a question of its own: its private DNS takes the requests of everybody in
 * the VPC, and its group lets one group in. https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html
 */
export async function agreesToEndpoint(
  {context}: DeployStage,
  missing: readonly DeployChange[],
  around: Surroundings | undefined,
  {allow}: Pick<DeployOptions, 'allow'>,
): Promise<boolean> {
  if (around === undefined || !missing.some(({kind}) => kind === 'endpoint')) return true
  return context.ask.confirm({
    message: question(around),
    answeredBy: '--allow vpc-endpoint',
    answer: allow.includes('vpc-endpoint') ? true : undefined,
  })
}

function question({network, tables}: Surroundings): string {
  const {vpcId, securityGroupIds} = network
  const ways = new Set(
    tables.flatMap(({routes}) => routes).flatMap(({to, through}) => (to === ANYWHERE ? [through] : [])),
  )
  const now =
    ways.size === 0 ? 'its name leads there for all of them.' : `some may ask it by ${[...ways].join(', ')} now.`
  return (
    `The endpoint cuts off everybody in ${vpcId} who asks Secrets Manager and is not in ${securityGroupIds[0]}: ${now} ` +
    'Make it all the same?'
  )
}

const ANYWHERE = '0.0.0.0/0'
