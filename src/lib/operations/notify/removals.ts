import type {Mutation} from '../mutation.ts'
import {ruleRemoval, targetRemoval} from './rule-changes.ts'
import {NAME, ROLE_POLICY, TARGET_ID} from './setup.ts'
import {mutationOf, type NotifyStage} from './stage.ts'

const AGAIN = {because: 'secrot notify SECRET makes it anew'} as const

/** All that is there of a setup, what sends before what is sent to; the log stays. `andTopic`: our own topic goes too. */
export function allRemovals(stage: NotifyStage, andTopic: boolean): readonly Mutation[] {
  const {setup, found} = stage
  const {targets, function: fn, role, rolePolicy, topicArn, topicExists} = found
  const removals: readonly (Mutation | false)[] = [
    targets.some(({id}) => id === TARGET_ID) && targetRemoval(stage),
    found.rule !== undefined && ruleRemoval(stage),
    fn !== undefined && functionRemoval(stage),
    rolePolicy !== undefined && rolePolicyRemoval(stage),
    role !== undefined && roleRemoval(stage),
    andTopic && topicExists && topicArn === setup.ownTopicArn && topicRemoval(stage),
  ]
  return removals.filter(removal => removal !== false)
}

function functionRemoval(stage: NotifyStage): Mutation {
  const {setup, reads, found} = stage
  return mutationOf(stage, {
    resource: setup.functionArn,
    summary: `Take function ${NAME} away`,
    call: {service: 'lambda', operation: 'DeleteFunction', input: {FunctionName: NAME}},
    back: AGAIN,
    was: found.function?.configuration.arn,
    read: async () => (await reads.function())?.configuration.arn,
    send: mutations => mutations.functions.delete({name: NAME}),
  })
}

function rolePolicyRemoval(stage: NotifyStage): Mutation {
  const {setup, reads, found} = stage
  const {roleName, roleArn} = setup
  const input = {RoleName: roleName, PolicyName: ROLE_POLICY}
  return mutationOf(stage, {
    resource: roleArn,
    summary: `Take the policy of role ${roleName} away`,
    call: {service: 'iam', operation: 'DeleteRolePolicy', input},
    back: AGAIN,
    was: found.rolePolicy,
    read: () => reads.rolePolicy(),
    send: mutations => mutations.roles.deletePolicy({roleName, policyName: ROLE_POLICY}),
  })
}

function roleRemoval(stage: NotifyStage): Mutation {
  const {setup, reads, found} = stage
  const {roleName, roleArn} = setup
  return mutationOf(stage, {
    resource: roleArn,
    summary: `Take role ${roleName} away`,
    call: {service: 'iam', operation: 'DeleteRole', input: {RoleName: roleName}},
    back: AGAIN,
    was: found.role?.arn,
    read: async () => (await reads.role())?.arn,
    send: mutations => mutations.roles.delete({roleName}),
  })
}

function topicRemoval(stage: NotifyStage): Mutation {
  const {setup, reads, found} = stage
  const {ownTopicArn: topicArn} = setup
  return mutationOf(stage, {
    resource: topicArn,
    summary: `Take topic ${NAME} away, and who is subscribed to it`,
    call: {service: 'sns', operation: 'DeleteTopic', input: {TopicArn: topicArn}},
    back: {because: 'who was subscribed has to be asked again'},
    was: found.topicExists,
    read: () => reads.topicExists(topicArn),
    send: mutations => mutations.sns.deleteTopic({topicArn}),
  })
}
