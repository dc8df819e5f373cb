import {rotationOf} from './disable-plan.ts'
import type {AwsCall} from '../doctor/plan.ts'
import type {RotationRules} from '../rotation/secret.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import {awsCommand, awsTextOf, wireRules} from './doctor-aws.ts'
import {labelChangeText, labelFingerprint} from './label-fingerprint.ts'
import type {Mutation} from './mutation.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/** What the secret's rotation is to be. */
export interface WantedRotation {
  /** Absent: the owning service rotates without a function. */
  readonly functionArn?: string
  readonly rules: RotationRules
  /** Whether the first rotation starts with the call. */
  readonly now: boolean
  /** ClientRequestToken; with `now` it becomes the id of the new version. */
  readonly versionId: string
}

/** RotateSecret with function, schedule and the choice when to begin, as data. */
export function enableMutation(
  context: Context,
  {arn, scope, description}: ResolvedSecret,
  wanted: WantedRotation,
): Mutation<{versionId: string}> {
  const {functionArn, rules, now, versionId} = wanted
  const call: AwsCall = {
    service: 'secretsmanager',
    operation: 'RotateSecret',
    input: {
      SecretId: arn,
      ClientRequestToken: versionId,
      ...(functionArn === undefined ? {} : {RotationLambdaARN: functionArn}),
      RotationRules: wireRules(rules),
      RotateImmediately: now,
    },
  }
  const flags = context.scopeFlags(scope)
  const fingerprint = labelFingerprint(description)
  const {name, rotationEnabled} = description
  return {
    action: 'secretsmanager:RotateSecret',
    resource: arn,
    scope,
    request: call.input,
    summary: rotationEnabled === true ? `Change how ${name} rotates` : `Switch the rotation of ${name} on`,
    aws: awsCommand(call, flags.aws),
    hits: now ? 'new readers' : 'nobody',
    undo: {kind: 'commands', commands: [undoOf(context, {arn, scope, description})]},
    fingerprint,
    readFingerprint: async () =>
      labelFingerprint(await context.aws(scope).secrets.describe(arn, {signal: context.signal})),
    describeChange: found => labelChangeText(fingerprint, found),
    send: mutations =>
      mutations.secrets.rotate({
        arn,
        clientRequestToken: versionId,
        rules,
        rotateImmediately: now,
        ...(functionArn === undefined ? {} : {functionArn}),
      }),
    labelsBefore: Object.fromEntries(description.staging),
    rotationBefore: rotationOf(description),
  }
}

/** What was off goes off again; a rotation that was on gets its former function and schedule back. */
function undoOf(
  context: Context,
  {arn, scope, description}: Pick<ResolvedSecret, 'arn' | 'scope' | 'description'>,
): string {
  const flags = context.scopeFlags(scope)
  const {rotationEnabled, rotationFunctionArn, rotationRules} = description
  if (rotationEnabled !== true || rotationRules === undefined)
    return shellCommand(['secrot', 'disable', arn, ...flags.secrot])
  const functionArn = rotationFunctionArn === undefined ? {} : {functionArn: rotationFunctionArn}
  return awsTextOf({kind: 'switch-on', rules: rotationRules, ...functionArn}, arn, flags.aws)
}

/** Whether two sets of rules ask for the same; days that AWS computed from an expression say nothing. */
export function sameRules(a: RotationRules | undefined, b: RotationRules): boolean {
  return a !== undefined && JSON.stringify(wireRules(a)) === JSON.stringify(wireRules(b))
}
