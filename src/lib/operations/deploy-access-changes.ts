import type {DeployChange} from '../deploy/changes.ts'
import {functionArnOf, secretPattern} from '../deploy/deployment.ts'
import {invokedFor} from '../deploy/many-secrets.ts'
import {statementIdFor} from '../doctor/statement-id.ts'
import {secretOf} from './deploy-secret-changes.ts'
import type {DeployStage} from './deploy-stage.ts'
import {enableMutation, type WantedRotation} from './enable-plan.ts'
import {removalOf} from './grant-revoke.ts'
import type {Mutation} from './mutation.ts'
import {addPermissionMutation} from './permission-changes.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/** Lets Secrets Manager invoke the function for one secret, or for all under a prefix. */
export function permissionChange({context, scope, deployment, found}: DeployStage, name: string): Mutation<void> {
  const {place} = deployment
  const functionArn = functionArnOf(deployment)
  const invoked = invokedFor(deployment).find(one => one.name === name)
  const sourceArn = secretPattern(invoked ?? secretOf({deployment}, name), place)
  return addPermissionMutation(context, scope, {
    kind: 'add-permission',
    functionArn,
    statementId: statementIdFor(functionArn, place.accountId, sourceArn),
    sourceAccount: place.accountId,
    sourceArn,
    ...(found.policyRevision === undefined ? {} : {revisionId: found.policyRevision}),
  })
}

/** Takes a statement away that is for a secret which is gone, and which nobody can make again with the same ARN. */
export function forgottenPermission(
  {context, scope, deployment, found, forgotten}: DeployStage,
  statementId: string,
): Mutation<void> {
  const statement = forgotten?.find(({id}) => id === statementId)
  if (statement === undefined)
    throw new Error(`${deployment.name} has no statement ${statementId} of a secret that is gone`)
  const target = {arn: functionArnOf(deployment), scope}
  const revision = found.policyRevision === undefined ? {} : {revisionId: found.policyRevision}
  const mutation = removalOf(context, {target}, {statements: [], allowed: true, ...revision}, statement)
  return {...mutation, summary: `Take statement ${statementId} away from ${target.arn}: its secret is gone`}
}

type RotationChange = Extract<DeployChange, {kind: 'rotation'}>

/** RotateSecret with function and schedule, as `enable` sends it. A secret that is still to be made is called by its name. */
export function rotationChange(stage: DeployStage, change: RotationChange): Mutation {
  const secret = resolvedOf(stage, change.secret)
  const isMade = secretOf(stage, change.secret).arn !== undefined
  const called = isMade ? secret : {...secret, arn: change.secret}
  return {...enableMutation(stage.context, called, wantedOf(stage, change)), resource: secret.arn}
}

export function wantedOf({deployment, now, tokenOf}: DeployStage, {secret, rules}: RotationChange): WantedRotation {
  return {functionArn: functionArnOf(deployment), rules, now, versionId: tokenOf(`rotation of ${secret}`)}
}

/** A secret of the deployment; one that is still to be made is as empty as it will be. */
export function resolvedOf(stage: DeployStage, name: string): ResolvedSecret {
  const {scope, deployment, found} = stage
  const arn = secretPattern(secretOf(stage, name), deployment.place)
  const description = found.secrets.get(name) ?? {arn, name, tags: {}, staging: new Map()}
  return {arn, scope, accountId: deployment.place.accountId, description}
}
