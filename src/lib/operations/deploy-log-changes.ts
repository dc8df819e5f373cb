import {DEPLOYMENT_TAG, logGroupArnOf, logGroupOf} from '../deploy/deployment.ts'
import {ABSENT, backBy, callOf} from './deploy-call.ts'
import type {DeployStage} from './deploy-stage.ts'
import type {Mutation} from './mutation.ts'

const service = 'logs'

/** The log group before the function writes: Lambda would make one that keeps everything for ever. */
export function newLogGroup(stage: DeployStage): Mutation {
  const {deployment} = stage
  const group = logGroupOf(deployment)
  const tags = {[DEPLOYMENT_TAG]: deployment.name}
  return {
    ...callOf(stage, {service, operation: 'CreateLogGroup', input: {logGroupName: group, tags}}),
    resource: logGroupArnOf(deployment),
    summary: `Make log group ${group}`,
    undo: backBy(stage, {service, operation: 'DeleteLogGroup', input: {logGroupName: group}}),
    fingerprint: ABSENT,
    readFingerprint: async () => ((await readGroup(stage)) === undefined ? ABSENT : 'is there'),
    describeChange: () => `Log group ${group} is there meanwhile`,
    send: mutations => mutations.logs.createGroup({name: group, tags}),
  }
}

export function retentionChange(stage: DeployStage, days: number): Mutation {
  const {deployment, found} = stage
  const group = logGroupOf(deployment)
  const before = found.logGroup?.retentionDays
  const input = {logGroupName: group, retentionInDays: days}
  const back =
    before === undefined
      ? {service, operation: 'DeleteRetentionPolicy', input: {logGroupName: group}}
      : {service, operation: 'PutRetentionPolicy', input: {...input, retentionInDays: before}}
  const losesLines = found.logGroup !== undefined && (before === undefined || before > days)
  return {
    ...callOf(stage, {service, operation: 'PutRetentionPolicy', input}),
    resource: logGroupArnOf(deployment),
    summary: `Keep the lines of ${group} for ${days} days${before === undefined ? '' : ` in place of ${before}`}`,
    undo: losesLines
      ? {kind: 'none', because: `lines that are older than ${days} days do not come back`}
      : backBy(stage, back),
    fingerprint: String(before),
    readFingerprint: async () => String((await readGroup(stage))?.retentionDays),
    describeChange: foundDays => `${group} keeps its lines for ${foundDays} days meanwhile`,
    send: mutations => mutations.logs.setRetention({name: group, days}),
  }
}

function readGroup({context, scope, deployment}: DeployStage) {
  return context.aws(scope).logs.group(logGroupOf(deployment), {signal: context.signal})
}
