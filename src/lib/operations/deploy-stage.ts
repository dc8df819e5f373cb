import type {AwsScope} from '../aws/gateways.ts'
import type {Deployment} from '../deploy/deployment.ts'
import type {Found} from '../deploy/found.ts'
import {askedSecretId, secretPattern} from '../deploy/deployment.ts'
import {invokedFor} from '../deploy/many-secrets.ts'
import {allowsWanted} from '../doctor/readings/invoke-statements.ts'
import {functionArnOf} from '../deploy/deployment.ts'
import {statementIds} from '../doctor/readings/invoke-permission.ts'
import type {Package} from '../packaging/package.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {lookAtEndpoint} from './deploy-network-look.ts'
import {type DeployLook, lookAtDeployment, orAbsent} from './deploy-look.ts'
import {sourceArns} from './deploy-secrets.ts'
import type {OwnStatement} from './deploy-others.ts'

/** What the changes of one deployment are made from. */
export interface DeployStage {
  readonly context: Context
  readonly scope: AwsScope
  readonly deployment: Deployment
  readonly found: Found
  /** Statements of the function for secrets that are gone for good. Absent: none. */
  readonly forgotten?: readonly OwnStatement[]
  readonly code: Package & {readonly path: string}
  /** Whether the first rotation starts with the schedule. */
  readonly now: boolean
  /** ClientRequestToken of each call that takes one, by what it is for: what is shown is what is sent. */
  readonly tokenOf: (purpose: string) => string
}

/** Tokens that are drawn with their first use. */
export function tokens({random}: Pick<Context, 'random'>): DeployStage['tokenOf'] {
  const drawn = new Map<string, string>()
  return purpose => {
    const token = drawn.get(purpose) ?? random.uuid()
    drawn.set(purpose, token)
    return token
  }
}

/** The same stage once a secret was made. */
export function withSecretArn(stage: DeployStage, name: string, arn: string): DeployStage {
  const secrets = stage.deployment.secrets.map(secret => (secret.name === name ? {...secret, arn} : secret))
  return {...stage, deployment: {...stage.deployment, secrets}}
}

/** What was seen, as far as it is of the deployment. */
export function foundOf(
  deployment: Deployment,
  {function: found, statements, policyRevision, role, rolePolicy, logGroup}: DeployLook,
  secrets: ReadonlyMap<string, SecretDescription>,
): Found {
  const {place} = deployment
  const functionArn = functionArnOf(deployment)
  const permitted = invokedFor(deployment).filter(secret =>
    allowsWanted(statements, {functionArn, account: place.accountId, secretArn: secretPattern(secret, place)}),
  )
  return {
    secrets,
    permitted: new Set(permitted.map(({name}) => name)),
    sourceArns: sourceArns(statements),
    ...(policyRevision === undefined ? {} : {policyRevision}),
    ...(logGroup === undefined ? {} : {logGroup}),
    ...(role === undefined ? {} : {role: rolePolicy === undefined ? {} : {policy: rolePolicy}}),
    ...(found === undefined
      ? {}
      : {
          function: {
            codeSha256: found.configuration.codeSha256 ?? '',
            runtime: found.configuration.runtime ?? '',
            handler: found.configuration.handler ?? '',
            roleArn: found.configuration.roleArn ?? '',
            timeoutSeconds: found.configuration.timeoutMs / 1000,
            memoryMb: found.configuration.memoryMb ?? 0,
            variables: found.variables,
            ...(found.configuration.network === undefined ? {} : {network: found.configuration.network}),
          },
        }),
  }
}

/** The same stage after a look at everything: secrets that were made have their ARNs. */
export async function lookAgainAt(stage: DeployStage): Promise<DeployStage> {
  const {context, scope} = stage
  const look = await lookAtDeployment(context, scope, stage.deployment)
  const {secrets} = context.aws(scope)
  const described = await Promise.all(
    stage.deployment.secrets.map(({arn, name}) =>
      orAbsent(
        secrets.describe(arn ?? askedSecretId(name, stage.deployment.place), {signal: context.signal}),
        'SECRET_NOT_FOUND',
      ),
    ),
  )
  const there = new Map(described.filter(one => one !== undefined).map(one => [one.name, one]))
  const deployment = {
    ...stage.deployment,
    secrets: stage.deployment.secrets.map(secret => {
      const arn = there.get(secret.name)?.arn ?? secret.arn
      return arn === undefined ? secret : {...secret, arn}
    }),
  }
  const endpoint = await lookAtEndpoint(context, scope, deployment)
  const ids = statementIds(look.statements)
  const forgotten = stage.found.forgotten?.filter(id => ids.includes(id)) ?? []
  return {...stage, deployment, found: {...foundOf(deployment, look, there), ...endpoint, forgotten}}
}
