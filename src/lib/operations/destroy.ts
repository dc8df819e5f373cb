import type {Removal} from '../deploy/removals.ts'
import {awsCommand} from './doctor-aws.ts'
import type {Context} from './context.ts'
import {deployedPlace, functionName} from './deploy-place.ts'
import {type DestroyStage, destroyLookActions, lookToDestroy} from './destroy-look.ts'
import {destroyNetworkActions, untilEndpointsAreGone} from './destroy-network.ts'
import {destroyMutation} from './destroy-mutation.ts'
import {pendingRefusal} from './enable-refusals.ts'
import {mutate, mutateActions, mutationLines} from './mutate.ts'
import type {Mutation} from './mutation.ts'

export const destroyActions = [
  ...mutateActions,
  ...destroyLookActions,
  ...destroyNetworkActions,
  'lambda:GetFunctionConfiguration',
  'secretsmanager:TagResource',
  'secretsmanager:CancelRotateSecret',
  'lambda:RemovePermission',
  'lambda:DeleteFunction',
  'iam:DeleteRolePolicy',
  'iam:DeleteRole',
  'logs:DeleteLogGroup',
] as const

export interface DestroyOptions {
  /** Of the function, as `deploy` made it. */
  readonly name: string
  /** Takes the log group away too. */
  readonly logs: boolean
  /** Answers the question. Absent: somebody is asked to type the name. */
  readonly yes?: boolean | undefined
  readonly dryRun: boolean
}

export interface DestroyResult {
  readonly name: string
  /** Flags that a printed command needs. */
  readonly flags: readonly string[]
  /** `absent`: nothing of it is there, and no changing call was made. */
  readonly outcome: 'planned' | 'declined' | 'absent' | 'destroyed'
  readonly changes: readonly Mutation[]
  /** Names of the secrets that rotated with it: they stay, and rotate no more. */
  readonly secrets: readonly string[]
}

/**
 * Takes a deployment away, and never a secret or a key, after showing all of it and one question. Throws USAGE (exit 2),
 * NAME_TAKEN, ROLE_SHARED, ROTATION_IN_PROGRESS, STATE_CHANGED (exit 3), and what AWS refuses with.
 */
export async function destroy(context: Context, options: DestroyOptions): Promise<DestroyResult> {
  const {scope} = context
  const name = functionName(options.name, 'NAME')
  const place = await deployedPlace(context, scope)
  const stage = await lookToDestroy({context, scope, name, place, logs: options.logs})
  const changes = stage.removals.map(removal => destroyMutation(stage, removal))
  const secrets = stage.secrets.map(secret => secret.name)
  const base = {name, flags: context.scopeFlags(scope).secrot, changes, secrets}
  if (changes.length === 0) return {...base, outcome: 'absent'}
  refuseUnderWay(stage)
  for (const change of changes) for (const line of await mutationLines(context, change)) context.progress.line(line)
  sayInterfaces(stage)
  if (options.dryRun) return {...base, outcome: 'planned'}
  const agreed = await context.ask.confirm({
    message: `Take ${name} away?${secrets.length === 0 ? '' : ` ${few(secrets)} will rotate no more.`}`,
    answeredBy: '--yes',
    typed: name,
    answer: options.yes === true ? true : undefined,
  })
  if (!agreed) return {...base, outcome: 'declined'}
  let now = stage
  for (const removal of stage.removals) now = await remove(now, removal)
  return {...base, outcome: 'destroyed'}
}

/**
 * Lambda takes the interfaces of a function away by the role, some minutes after the function.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
function sayInterfaces({context, scope, name, look}: DestroyStage): void {
  if (look.function?.configuration.network === undefined) return
  const Filters = [{Name: 'description', Values: [`AWS Lambda VPC ENI-${name}-*`]}]
  const call = {service: 'ec2', operation: 'DescribeNetworkInterfaces', input: {Filters}}
  context.progress.warn(
    `Lambda takes the network interfaces of ${name} away by its role, up to 20 minutes after the function, and the role goes ` +
      'at once: interfaces may stay and keep subnets and security group from being deleted.',
  )
  context.progress.line(`  See what stays: ${awsCommand(call, context.scopeFlags(scope).aws)}`)
}

/** As many names as a question holds. */
function few(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ')
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown
}

/** Half a rotation may have left a credential that only the function knows how to finish. */
function refuseUnderWay({context, scope, place, secrets}: DestroyStage): void {
  for (const description of secrets) {
    const refusal = pendingRefusal(context, {arn: description.arn, scope, accountId: place.accountId, description})
    if (refusal !== undefined) throw refusal
  }
}

/** A lost reply says nothing; what is there does. Each removal is planned from what the one before has left. */
async function remove(stage: DestroyStage, removal: Removal): Promise<DestroyStage> {
  if (removal.kind === 'endpoint-group') await untilEndpointsAreGone(stage)
  const mutation = destroyMutation(stage, removal)
  const outcome = await mutate(stage.context, mutation, {shown: true})
  // What was done to a secret changes nothing that the other removals are planned from, and there may be thousands.
  if ((removal.kind === 'mark' || removal.kind === 'rotation') && outcome.kind === 'done') {
    stage.context.progress.line(`done  ${mutation.summary}`)
    return removal.kind === 'mark' ? withSecretAgain(stage, removal.secret) : stage
  }
  const after = await lookToDestroy(stage)
  const isThere = after.removals.some(other => JSON.stringify(other) === JSON.stringify(removal))
  if (outcome.kind === 'unknown' && isThere) throw outcome.error
  stage.context.progress.line(`done  ${mutation.summary}`)
  return after
}

/** A tag changes when a secret was changed last, by which its next change is planned. */
async function withSecretAgain(stage: DestroyStage, name: string): Promise<DestroyStage> {
  const {context, scope} = stage
  const {secrets} = context.aws(scope)
  const again = stage.secrets.map(one =>
    one.name === name ? secrets.describe(one.arn, {signal: context.signal}) : Promise.resolve(one),
  )
  return {...stage, secrets: await Promise.all(again)}
}
