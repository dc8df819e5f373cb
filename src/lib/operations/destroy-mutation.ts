import {
  functionArnOf,
  logGroupOf,
  PREFIX_TAG,
  ROLE_POLICY,
  ROLE_TRUST,
  roleArnOf,
  roleNameOf,
} from '../deploy/deployment.ts'
import {DESTROYED_TAG} from '../deploy/destroyed.ts'
import type {Removal} from '../deploy/removals.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {shellCommand} from '../shell-words.ts'
import {ABSENT, backBy, callOf, tagList, THERE} from './deploy-call.ts'
import {orAbsent, rotatorOf} from './deploy-look.ts'
import {networkAway} from './destroy-network.ts'
import type {DestroyStage} from './destroy-look.ts'
import {cancelMutation} from './disable-plan.ts'
import {removalOf} from './grant-revoke.ts'
import type {Mutation} from './mutation.ts'

/** A removal as it is shown, journaled and sent. */
export function destroyMutation(stage: DestroyStage, removal: Removal): Mutation {
  switch (removal.kind) {
    case 'mark':
      return secretMarked(stage, removal.secret)
    case 'rotation':
      return rotationOff(stage, removal.secret)
    case 'permission':
      return permissionOff(stage, removal.statementId)
    case 'function':
      return functionAway(stage)
    case 'endpoint':
    case 'endpoint-group':
      return networkAway(stage, removal)
    case 'role-policy':
      return rolePolicyAway(stage)
    case 'role':
      return roleAway(stage)
    case 'log-group':
      return logGroupAway(stage)
    default:
      return removal satisfies never
  }
}

function secretMarked(stage: DestroyStage, name: string): Mutation {
  const {context, scope} = stage
  const {arn, tags: had} = secretOf(stage, name)
  const tags = {[DESTROYED_TAG]: stage.name}
  const service = 'secretsmanager'
  const untag = {service, operation: 'UntagResource', input: {SecretId: arn, TagKeys: [DESTROYED_TAG]}}
  return {
    ...callOf(stage, {service, operation: 'TagResource', input: {SecretId: arn, Tags: tagList(tags)}}),
    resource: arn,
    summary: `Write down on ${name} that ${stage.name} is taken away`,
    undo: backBy(stage, untag),
    fingerprint: had[DESTROYED_TAG] ?? ABSENT,
    readFingerprint: async () =>
      (await context.aws(scope).secrets.describe(arn, {signal: context.signal})).tags[DESTROYED_TAG] ?? ABSENT,
    describeChange: () => `The tag ${DESTROYED_TAG} of ${name} is no longer the one that was read`,
    send: mutations => mutations.secrets.tag({arn, tags}),
  }
}

function secretOf({secrets}: DestroyStage, name: string): SecretDescription {
  const description = secrets.find(secret => secret.name === name)
  if (description === undefined) throw new Error(`${name} does not rotate with this function`)
  return description
}

function rotationOff(stage: DestroyStage, name: string): Mutation {
  const {context, scope, place} = stage
  const description = secretOf(stage, name)
  return cancelMutation(context, {arn: description.arn, scope, accountId: place.accountId, description})
}

function permissionOff(stage: DestroyStage, statementId: string): Mutation {
  const {context, scope, statements, look} = stage
  const statement = statements.find(({id}) => id === statementId)
  if (statement === undefined) throw new Error(`the function has no statement ${statementId}`)
  const revision = look.policyRevision === undefined ? {} : {revisionId: look.policyRevision}
  return removalOf(
    context,
    {target: {arn: functionArnOf(stage), scope}},
    {statements: [], allowed: true, ...revision},
    statement,
  )
}

function functionAway(stage: DestroyStage): Mutation {
  const {context, scope, name, look} = stage
  const functionArn = functionArnOf(stage)
  return {
    ...callOf(stage, {service: 'lambda', operation: 'DeleteFunction', input: {FunctionName: name}}),
    resource: functionArn,
    summary: `Take function ${name} away`,
    undo: deployedAgain(stage),
    fingerprint: look.function?.configuration.codeSha256 ?? ABSENT,
    readFingerprint: async () => {
      const found = await context.aws(scope).lambda.configuration(functionArn, {signal: context.signal})
      return found === undefined ? ABSENT : (found.codeSha256 ?? ABSENT)
    },
    describeChange: () => `Function ${name} is no longer the one that was read`,
    send: mutations => mutations.functions.delete({name}),
  }
}

/** Users that one command names. */
const MOST_NAMED = 50

/** What says whose keys a secret of many users holds. */
const USER_TAG = 'secrot:user-name'

/** The way back is the command that made it. */
function deployedAgain({context, scope, name, look, secrets}: DestroyStage): Mutation['undo'] {
  const rotator = rotatorOf(look)
  if (rotator === undefined || secrets.length === 0)
    return {kind: 'none', because: 'nothing tells what it was made of, and for which secret'}
  const flags = context.scopeFlags(scope).secrot
  const prefix = look.function?.tags[PREFIX_TAG]
  if (prefix !== undefined) {
    const users = secrets.map(secret => secret.tags[USER_TAG] ?? secret.name.slice(prefix.length))
    if (users.length > MOST_NAMED)
      return {
        kind: 'none',
        because: `its ${users.length} users are to be named again: secrot deploy ${rotator} --users FILE`,
      }
    const words = ['secrot', 'deploy', rotator, '--name', name, '--prefix', prefix]
    return {
      kind: 'commands',
      commands: [shellCommand([...words, ...users.flatMap(user => ['--user', user]), ...flags])],
    }
  }
  const commands = secrets.map(secret =>
    shellCommand(['secrot', 'deploy', rotator, '--name', name, '--secret', secret.arn, ...flags]),
  )
  return {kind: 'commands', commands}
}

function rolePolicyAway(stage: DestroyStage): Mutation {
  const {context, scope, look} = stage
  const roleName = roleNameOf(stage)
  const {rolePolicy = ''} = look
  const name = {RoleName: roleName, PolicyName: ROLE_POLICY}
  return {
    ...callOf(stage, {service: 'iam', operation: 'DeleteRolePolicy', input: name}),
    resource: roleArnOf(stage),
    summary: `Let role ${roleName} do nothing any more`,
    undo: backBy(stage, {
      service: 'iam',
      operation: 'PutRolePolicy',
      input: {...name, PolicyDocument: JSON.parse(rolePolicy) as unknown},
    }),
    fingerprint: rolePolicy,
    readFingerprint: async () => {
      const {roles} = context.aws(scope)
      const found = await orAbsent(roles.inlinePolicy(roleName, ROLE_POLICY, {signal: context.signal}))
      return found === undefined ? ABSENT : JSON.stringify(found)
    },
    describeChange: () => `The policy of role ${roleName} is no longer the one that was read`,
    send: mutations => mutations.roles.deletePolicy({roleName, policyName: ROLE_POLICY}),
  }
}

function roleAway(stage: DestroyStage): Mutation {
  const {context, scope} = stage
  const roleName = roleNameOf(stage)
  const back = {RoleName: roleName, AssumeRolePolicyDocument: ROLE_TRUST}
  return {
    ...callOf(stage, {service: 'iam', operation: 'DeleteRole', input: {RoleName: roleName}}),
    resource: roleArnOf(stage),
    summary: `Take role ${roleName} away`,
    undo: backBy(stage, {service: 'iam', operation: 'CreateRole', input: back}),
    fingerprint: THERE,
    readFingerprint: async () =>
      (await context.aws(scope).roles.role(roleName, {signal: context.signal})) === undefined ? ABSENT : THERE,
    describeChange: () => `Role ${roleName} is gone meanwhile`,
    send: mutations => mutations.roles.delete({roleName}),
  }
}

function logGroupAway(stage: DestroyStage): Mutation {
  const {context, scope, place} = stage
  const group = logGroupOf(stage)
  return {
    ...callOf(stage, {service: 'logs', operation: 'DeleteLogGroup', input: {logGroupName: group}}),
    resource: `arn:${place.partition}:logs:${place.region}:${place.accountId}:log-group:${group}`,
    summary: `Take log group ${group} away, with all its lines`,
    undo: {kind: 'none', because: 'its lines do not come back'},
    fingerprint: THERE,
    readFingerprint: async () =>
      (await context.aws(scope).logs.group(group, {signal: context.signal})) === undefined ? ABSENT : THERE,
    describeChange: () => `Log group ${group} is gone meanwhile`,
    send: mutations => mutations.logs.deleteGroup({name: group}),
  }
}
