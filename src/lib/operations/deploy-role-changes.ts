import {
  DEPLOYMENT_TAG,
  functionArnOf,
  REGION_TAG,
  ROLE_POLICY,
  ROLE_TRUST,
  roleArnOf,
  roleNameOf,
} from '../deploy/deployment.ts'
import {rolePolicy} from '../deploy/role-policy.ts'
import {ABSENT, backBy, callOf, tagList, THERE} from './deploy-call.ts'
import {orAbsent} from './deploy-look.ts'
import {sourceArns} from './deploy-secrets.ts'
import type {DeployStage} from './deploy-stage.ts'
import type {Mutation} from './mutation.ts'

const service = 'iam'

/** A role that Lambda alone may take, and that allows nothing yet. */
export function newRole(stage: DeployStage): Mutation {
  const {context, scope, deployment} = stage
  const roleName = roleNameOf(deployment)
  const tags = {[DEPLOYMENT_TAG]: deployment.name, [REGION_TAG]: deployment.place.region}
  const trust = JSON.stringify(ROLE_TRUST)
  const description = `What ${functionArnOf(deployment)} may do.`
  const input = {
    RoleName: roleName,
    AssumeRolePolicyDocument: ROLE_TRUST,
    Description: description,
    Tags: tagList(tags),
  }
  return {
    ...callOf(stage, {service, operation: 'CreateRole', input}),
    resource: roleArnOf(deployment),
    summary: `Make role ${roleName}, for Lambda`,
    undo: backBy(stage, {service, operation: 'DeleteRole', input: {RoleName: roleName}}),
    fingerprint: ABSENT,
    readFingerprint: async () =>
      (await context.aws(scope).roles.role(roleName, {signal: context.signal})) === undefined ? ABSENT : THERE,
    describeChange: () => `Role ${roleName} is there meanwhile`,
    send: mutations => mutations.roles.create({roleName, trust, description, tags}),
  }
}

/** What the role allows: exactly what the function was recorded to call, on what it is for. */
export function rolePolicyChange(stage: DeployStage): Mutation {
  const {context, scope, deployment, found} = stage
  const roleName = roleNameOf(deployment)
  const document = rolePolicy(deployment)
  const actions = new Set(document.Statement.flatMap(({Action}) => Action)).size
  const before = found.role?.policy
  const name = {RoleName: roleName, PolicyName: ROLE_POLICY}
  const back =
    before === undefined
      ? {service, operation: 'DeleteRolePolicy', input: name}
      : {service, operation: 'PutRolePolicy', input: {...name, PolicyDocument: JSON.parse(before) as unknown}}
  return {
    ...callOf(stage, {service, operation: 'PutRolePolicy', input: {...name, PolicyDocument: document}}),
    resource: roleArnOf(deployment),
    summary: `Let role ${roleName} do ${actions} actions${before === undefined ? '' : ', in place of what it may do now'}`,
    undo: backBy(stage, back),
    fingerprint: seenAs(before, found.sourceArns),
    readFingerprint: async () => {
      const {roles} = context.aws(scope)
      const policy = await orAbsent(roles.inlinePolicy(roleName, ROLE_POLICY, {signal: context.signal}))
      const there = await context.aws(scope).lambda.policy(functionArnOf(deployment), {signal: context.signal})
      return seenAs(policy === undefined ? undefined : JSON.stringify(policy), sourceArns(there?.statements ?? []))
    },
    describeChange: () =>
      `The policy of role ${roleName}, or which secrets the function is for, is no longer what was read`,
    send: mutations =>
      mutations.roles.putPolicy({roleName, policyName: ROLE_POLICY, document: JSON.stringify(document)}),
  }
}

/** The policy is written for all secrets of the function: one more, from another run, is not in what was planned. */
function seenAs(policy: string | undefined, secretArns: readonly string[] = []): string {
  return [policy ?? ABSENT, ...secretArns.toSorted()].join('\n')
}
