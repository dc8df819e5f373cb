import type {AwsCall} from '../doctor/plan.ts'
import {awsCommand} from './doctor-aws.ts'
import type {DeployStage} from './deploy-stage.ts'
import type {Mutation} from './mutation.ts'

/** What the changes of a deployment have in common: hardly one of them hits anybody. */
export function callOf({context, scope}: Pick<DeployStage, 'context' | 'scope'>, call: AwsCall, iamAction?: string) {
  return {
    action: iamAction ?? `${call.service}:${call.operation}`,
    scope,
    request: call.input,
    aws: awsCommand(call, context.scopeFlags(scope).aws),
    hits: 'nobody',
  } as const
}

/** A way back as an `aws` command. */
export function backBy({context, scope}: Pick<DeployStage, 'context' | 'scope'>, call: AwsCall): Mutation['undo'] {
  return {kind: 'commands', commands: [awsCommand(call, context.scopeFlags(scope).aws)]}
}

export function tagList(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({Key, Value}))
}

export const ABSENT = 'is not there'
export const THERE = 'is there'
