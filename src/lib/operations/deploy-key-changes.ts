import {DEPLOYMENT_TAG, KEY_ALIAS_TAG, type NewKey, roleArnOf, secretPattern} from '../deploy/deployment.ts'
import {keyPolicy} from '../deploy/key-policy.ts'
import {keyArnOf} from '../deploy/role-policy.ts'
import {ABSENT, backBy, callOf, THERE} from './deploy-call.ts'
import type {DeployStage} from './deploy-stage.ts'
import type {Mutation} from './mutation.ts'

const service = 'kms'

/** By which a key that has no alias yet is found again. */
export function keyTags(
  {deployment}: Pick<DeployStage, 'deployment'>,
  alias: string,
): Readonly<Record<string, string>> {
  return {[DEPLOYMENT_TAG]: deployment.name, [KEY_ALIAS_TAG]: alias}
}

/** A key that the account administers, and that rotator and readers use for these secrets alone. */
export function newKey(stage: DeployStage, alias: string): Mutation<{readonly arn: string}> {
  const {context, scope, deployment} = stage
  const {readers} = keyOf(stage, alias)
  const policy = keyPolicy({
    place: deployment.place,
    roleArn: roleArnOf(deployment),
    readers,
    secrets: secretsUnder(stage, alias).map(secret => secretPattern(secret, deployment.place)),
  })
  const tags = keyTags(stage, alias)
  const description = `Secrets that ${deployment.name} rotates.`
  const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({TagKey, TagValue}))
  return {
    ...callOf(stage, {service, operation: 'CreateKey', input: {Policy: policy, Description: description, Tags}}),
    resource: keyArnOf(keyOf(stage, alias), deployment.place),
    summary: `Make a key for the secrets of ${deployment.name}`,
    undo: {kind: 'none', because: 'a key is not deleted at once; unused, it can be scheduled for deletion by its ARN'},
    fingerprint: ABSENT,
    readFingerprint: async () =>
      (await context.aws(scope).kms.key(alias, {signal: context.signal})) === undefined ? ABSENT : THERE,
    describeChange: () => `${alias} is there meanwhile`,
    send: mutations => mutations.kms.createKey({policy: JSON.stringify(policy), description, tags}),
  }
}

/** The name by which people know it. */
export function keyAlias(stage: DeployStage, alias: string): Mutation {
  const {context, scope, deployment} = stage
  const keyArn = keyArnOf(keyOf(stage, alias), deployment.place)
  return {
    ...callOf(stage, {service, operation: 'CreateAlias', input: {AliasName: alias, TargetKeyId: keyArn}}),
    resource: keyArn,
    summary: `Call the key ${alias}`,
    undo: backBy(stage, {service, operation: 'DeleteAlias', input: {AliasName: alias}}),
    fingerprint: ABSENT,
    readFingerprint: async () =>
      (await context.aws(scope).kms.key(alias, {signal: context.signal})) === undefined ? ABSENT : THERE,
    describeChange: () => `${alias} is there meanwhile`,
    send: mutations => mutations.kms.createAlias({alias, keyArn}),
  }
}

/** The same stage once the key was made. */
export function withKeyArn(stage: DeployStage, alias: string, arn: string): DeployStage {
  const secrets = stage.deployment.secrets.map(secret =>
    secret.key?.kind === 'new' && secret.key.alias === alias ? {...secret, key: {...secret.key, arn}} : secret,
  )
  return {...stage, deployment: {...stage.deployment, secrets}}
}

function secretsUnder({deployment}: DeployStage, alias: string) {
  return deployment.secrets.filter(({key}) => key?.kind === 'new' && key.alias === alias)
}

function keyOf(stage: DeployStage, alias: string): NewKey {
  const key = secretsUnder(stage, alias)[0]?.key
  if (key?.kind !== 'new') throw new Error(`no secret of ${stage.deployment.name} is under ${alias}`)
  return key
}
