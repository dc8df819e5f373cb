import pMap from 'p-map'
import type {AwsScope} from '../aws/gateways.ts'
import {functionArnOf, logGroupOf, type Place, ROLE_POLICY, roleNameOf} from '../deploy/deployment.ts'
import {DESTROYED_TAG} from '../deploy/destroyed.ts'
import {removalsOf, type Removal} from '../deploy/removals.ts'
import {readStatements, type StatementReading} from '../doctor/readings/invoke-statements.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import {networkStanding} from './destroy-network.ts'
import {type DeployLook, deployLookActions, lookAtDeployment} from './deploy-look.ts'
import {rotatedAlready} from './deploy-secrets.ts'
import {AT_A_TIME} from './deploy-many-users.ts'

export const destroyLookActions = [
  ...deployLookActions,
  'secretsmanager:ListSecrets',
  'secretsmanager:DescribeSecret',
  'iam:ListRolePolicies',
  'iam:ListAttachedRolePolicies',
] as const

/** What the removals of one deployment are made from. */
export interface DestroyStage {
  readonly context: Context
  readonly scope: AwsScope
  readonly name: string
  readonly place: Place
  readonly logs: boolean
  readonly look: DeployLook
  /** Statements of the function's policy that are about Secrets Manager and can be removed. */
  readonly statements: readonly (StatementReading & {readonly id: string})[]
  /** The secrets that point to the function, whether their rotation is on or off. */
  readonly secrets: readonly SecretDescription[]
  readonly removals: readonly Removal[]
}

type About = Pick<DestroyStage, 'context' | 'scope' | 'name' | 'place' | 'logs'>

/** Looks at everything. Throws NAME_TAKEN and ROLE_SHARED (exit 3) where something there is not of the deployment. */
export async function lookToDestroy(about: About): Promise<DestroyStage> {
  const {context, scope, place, name, logs} = about
  const functionArn = functionArnOf(about)
  const look = await lookAtDeployment(context, scope, {name, place})
  const [listed, permitted] = await Promise.all([
    secretsOf(about, functionArn),
    rotatedAlready(about, look, {name, place}),
    refuseShared(about, look),
  ])
  const secrets = [...new Map([...listed, ...permitted].map(one => [one.arn, one])).values()].filter(
    one => one.deletedAt === undefined,
  )
  const statements = readStatements(look.statements, {functionArn, account: place.accountId}).flatMap(statement =>
    statement.id === undefined || statement.relation === 'other' ? [] : [{...statement, id: statement.id}],
  )
  const network = await networkStanding(about, look)
  if (logs && look.logGroup?.isOurs === false)
    context.progress.warn(`Log group ${logGroupOf(about)} was there before ${name} was deployed: it stays.`)
  const removals = removalsOf(
    {
      ...network,
      rotating: secrets.filter(({rotationEnabled}) => rotationEnabled === true).map(secret => secret.name),
      marked: secrets.filter(({tags}) => tags[DESTROYED_TAG] === name).map(secret => secret.name),
      statementIds: statements.map(({id}) => id),
      function: look.function !== undefined,
      rolePolicy: look.rolePolicy !== undefined,
      role: look.role !== undefined,
      logGroup: look.logGroup?.isOurs === true,
    },
    {logs},
  )
  return {...about, look, statements, secrets, removals}
}

/**
 * The list may lag by minutes and a filter knows no functions, so it is read whole, and what it finds is read again. What it
 * does not show yet is told by the permissions of the function, which name each secret, or the prefix of many.
 */
async function secretsOf({context, scope}: About, functionArn: string): Promise<readonly SecretDescription[]> {
  const {secrets} = context.aws(scope)
  const {signal} = context
  const arns: string[] = []
  for await (const page of secrets.list({signal}))
    arns.push(...page.filter(one => one.rotationFunctionArn === functionArn).map(({arn}) => arn))
  const found = await pMap(arns, arn => secrets.describe(arn, {signal}), {concurrency: AT_A_TIME})
  return found.filter(one => one.rotationFunctionArn === functionArn && one.deletedAt === undefined)
}

/** A role with policies of others is needed by somebody else, and IAM refuses to delete it. */
async function refuseShared(about: About, {role}: DeployLook): Promise<void> {
  if (role === undefined) return
  const {context, scope} = about
  const roleName = roleNameOf(about)
  const {roles} = context.aws(scope)
  const [inline, attached] = await Promise.all([
    roles.inlinePolicyNames(roleName, {signal: context.signal}),
    roles.attachedPolicyArns(roleName, {signal: context.signal}),
  ])
  const others = [...inline.filter(policy => policy !== ROLE_POLICY), ...attached]
  if (others.length === 0) return
  const list = ['aws', 'iam', 'list-attached-role-policies', '--role-name', roleName, ...context.scopeFlags(scope).aws]
  throw new SecrotError({
    code: 'ROLE_SHARED',
    message: `Role ${roleName} has policies that deploy did not write: ${others.join(', ')}. Nothing was taken away.`,
    hint: `Take them off first. What there is: ${shellCommand(list)}`,
    exit: EXIT.unsafe,
  })
}
