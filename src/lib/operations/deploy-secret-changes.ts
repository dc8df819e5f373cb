import type {DeployChange} from '../deploy/changes.ts'
import {askedSecretId, type DeployedSecret, secretPattern} from '../deploy/deployment.ts'
import {DESTROYED_TAG} from '../deploy/destroyed.ts'
import {placeholderOf} from '../deploy/placeholder.ts'
import {keyArnOf, settingsOf} from '../deploy/role-policy.ts'
import {PLACEHOLDER_START} from '../probes/placeholder.ts'
import {Sensitive} from '../sensitive.ts'
import {ABSENT, backBy, callOf, tagList, THERE} from './deploy-call.ts'
import {orAbsent} from './deploy-look.ts'
import type {DeployStage} from './deploy-stage.ts'
import type {Mutation} from './mutation.ts'

/** Bytes of chance in a placeholder: nobody guesses it, for whoever takes it for a credential. */
const CHANCE_BYTES = 24

/** CreateSecret with a placeholder for a value. Request and command are without it. */
export function newSecret(stage: DeployStage, name: string): Mutation<{readonly arn: string}> {
  const {context, scope, deployment, tokenOf} = stage
  const secret = secretOf(stage, name)
  const {tags, key} = secret
  const kmsKeyId = key === undefined ? {} : {KmsKeyId: keyArnOf(key, deployment.place)}
  const input = {Name: name, ClientRequestToken: tokenOf(`value of ${name}`), ...kmsKeyId, Tags: tagList(tags)}
  const service = 'secretsmanager'
  const call = {service, operation: 'CreateSecret', input: {...input, SecretString: 'file://new-value'}}
  const away = {SecretId: name, RecoveryWindowInDays: 7}
  return {
    ...callOf(stage, call),
    request: input,
    resource: secretPattern(secret, deployment.place),
    summary: `Make ${name}, with a placeholder in place of a credential`,
    undo: backBy(stage, {service, operation: 'DeleteSecret', input: away}),
    fingerprint: ABSENT,
    readFingerprint: async () => {
      const found = context.aws(scope).secrets.describe(askedSecretId(name, deployment.place), {signal: context.signal})
      return (await orAbsent(found, 'SECRET_NOT_FOUND')) === undefined ? ABSENT : THERE
    },
    describeChange: () => `${name} is there meanwhile`,
    send: mutations =>
      mutations.secrets.create({
        name,
        versionId: tokenOf(`value of ${name}`),
        value: new Sensitive(valueFor(stage, secret)),
        tags,
        ...(key === undefined ? {} : {kmsKeyId: keyArnOf(key, deployment.place)}),
      }),
  }
}

function valueFor({context, deployment}: DeployStage, secret: DeployedSecret): string {
  const {user} = secret.targets
  return placeholderOf(deployment.rotator, {
    settings: settingsOf(secret, deployment.variables),
    // The name alone: a path is no part of it.
    targets: user === undefined ? secret.targets : {user: user.slice(user.lastIndexOf('/') + 1)},
    random: () => `${PLACEHOLDER_START}${Buffer.from(context.random.bytes(CHANCE_BYTES)).toString('base64url')}`,
  })
}

/** TagResource on a secret that exists; its value is not touched. */
export function tagChange(
  stage: DeployStage,
  {secret: name, tags}: Extract<DeployChange, {kind: 'tag-secret'}>,
): Mutation {
  const {context, scope, found} = stage
  const there = found.secrets.get(name)
  const arn = there?.arn ?? name
  const service = 'secretsmanager'
  const before = Object.keys(tags).map(tag => [tag, there?.tags[tag]] as const)
  const had = Object.fromEntries(before.flatMap(([tag, value]) => (value === undefined ? [] : [[tag, value]])))
  const added = before.flatMap(([tag, value]) => (value === undefined ? [tag] : []))
  const back = [
    ...(added.length === 0 ? [] : [{service, operation: 'UntagResource', input: {SecretId: arn, TagKeys: added}}]),
    ...(Object.keys(had).length === 0
      ? []
      : [{service, operation: 'TagResource', input: {SecretId: arn, Tags: tagList(had)}}]),
  ]
  const text = (of: Readonly<Record<string, string>> = {}): string =>
    JSON.stringify(Object.keys(tags).map(tag => of[tag] ?? null))
  return {
    ...callOf(stage, {service, operation: 'TagResource', input: {SecretId: arn, Tags: tagList(tags)}}),
    resource: arn,
    summary: `Tell the rotator about ${name}: ${Object.entries(tags)
      .map(pair => pair.join('='))
      .join(', ')}`,
    undo: {kind: 'commands', commands: back.flatMap(call => commandsOf(backBy(stage, call)))},
    fingerprint: text(there?.tags),
    readFingerprint: async () => text((await context.aws(scope).secrets.describe(arn, {signal: context.signal})).tags),
    describeChange: () => `The tags of ${name} are no longer those that were read`,
    send: mutations => mutations.secrets.tag({arn, tags}),
  }
}

/** Whoever switches it off from now on wants it off. */
export function restoredChange(stage: DeployStage, name: string): Mutation {
  const {context, scope, found} = stage
  const there = found.secrets.get(name)
  const arn = there?.arn ?? name
  const mark = there?.tags[DESTROYED_TAG]
  const service = 'secretsmanager'
  const call = {service, operation: 'UntagResource', input: {SecretId: arn, TagKeys: [DESTROYED_TAG]}}
  const back = {SecretId: arn, Tags: tagList({[DESTROYED_TAG]: mark ?? stage.deployment.name})}
  return {
    ...callOf(stage, call),
    resource: arn,
    summary: `Take off ${name} that its deployment was taken away`,
    undo: backBy(stage, {service, operation: 'TagResource', input: back}),
    fingerprint: mark ?? ABSENT,
    readFingerprint: async () =>
      (await context.aws(scope).secrets.describe(arn, {signal: context.signal})).tags[DESTROYED_TAG] ?? ABSENT,
    describeChange: () => `The tag ${DESTROYED_TAG} of ${name} is no longer the one that was read`,
    send: mutations => mutations.secrets.untag({arn, tags: [DESTROYED_TAG]}),
  }
}

function commandsOf(undo: Mutation['undo']): readonly string[] {
  return undo.kind === 'commands' ? undo.commands : []
}

/** A secret of the deployment by its name. */
export function secretOf({deployment}: Pick<DeployStage, 'deployment'>, name: string): DeployedSecret {
  const found = deployment.secrets.find(one => one.name === name)
  if (found === undefined) throw new Error(`${name} is no secret of ${deployment.name}`)
  return found
}
