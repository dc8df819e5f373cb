import type {RotationBefore} from '../journal/journal.ts'
import type {RotationRules, SecretDescription} from '../rotation/secret.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import {awsTextOf} from './doctor-aws.ts'
import {labelChangeText, labelFingerprint} from './label-fingerprint.ts'
import type {Mutation} from './mutation.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/**
 * CancelRotateSecret as data. The way back holds function and schedule, so the journal remembers both beside AWS, which
 * keeps them too (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html).
 */
export function cancelMutation(
  context: Context,
  {arn, scope, description}: ResolvedSecret,
): Mutation<{versionId?: string}> {
  return {
    action: 'secretsmanager:CancelRotateSecret',
    resource: arn,
    scope,
    request: {SecretId: arn},
    summary: `Switch the rotation of ${description.name} off`,
    aws: awsTextOf({kind: 'cancel-rotation'}, arn, context.scopeFlags(scope).aws),
    hits: 'nobody',
    undo: undoOf(context, {arn, scope, description}),
    fingerprint: labelFingerprint(description),
    readFingerprint: async () =>
      labelFingerprint(await context.aws(scope).secrets.describe(arn, {signal: context.signal})),
    describeChange: found => labelChangeText(labelFingerprint(description), found),
    send: mutations => mutations.secrets.cancelRotation({arn}),
    labelsBefore: Object.fromEntries(description.staging),
    rotationBefore: rotationOf(description),
  }
}

/** Switch, function and schedule as the journal remembers them. */
export function rotationOf({rotationEnabled, rotationFunctionArn, rotationRules}: SecretDescription): RotationBefore {
  return {
    enabled: rotationEnabled === true,
    ...(rotationFunctionArn === undefined ? {} : {functionArn: rotationFunctionArn}),
    ...(rotationRules === undefined ? {} : {rules: rotationRules}),
  }
}

/** What stays as it is, and what stays behind, a line each. */
export function leftBehind(description: SecretDescription): readonly string[] {
  const {rotationFunctionArn, rotationRules, staging} = description
  const kept = [rotationFunctionArn, scheduleText(rotationRules)].filter(part => part !== undefined)
  const pending = pendingVersionOf(staging)
  return [
    ...(kept.length === 0 ? [] : [`  keeps ${kept.join(', ')}: AWS keeps them, enable --restore takes them up`]),
    ...(pending === undefined
      ? []
      : [
          `  left  AWSPENDING may stay on ${pending}, which is not current, and its value may be the one that the target takes`,
          '  left  a rotation under way is stopped, whatever its function has done at the target by then',
        ]),
  ]
}

/** A schedule in AWS's own words; undefined when there is none. */
function scheduleText(rules: RotationRules | undefined): string | undefined {
  if (rules?.scheduleExpression !== undefined) return rules.scheduleExpression
  return rules?.automaticallyAfterDays === undefined ? undefined : `every ${rules.automaticallyAfterDays} days`
}

/** AWS refuses RotateSecret while AWSPENDING is on a version that is not current (API RotateSecret): doctor goes first. */
function undoOf(
  context: Context,
  {arn, scope, description}: Pick<ResolvedSecret, 'arn' | 'scope' | 'description'>,
): Mutation['undo'] {
  const {rotationFunctionArn, rotationRules, staging} = description
  if (rotationRules === undefined) return {kind: 'none', because: 'AWS shows no schedule that could be restored'}
  const flags = context.scopeFlags(scope)
  const doctor =
    pendingVersionOf(staging) === undefined ? [] : [shellCommand(['secrot', 'doctor', arn, ...flags.secrot])]
  const functionArn = rotationFunctionArn === undefined ? {} : {functionArn: rotationFunctionArn}
  const on = awsTextOf({kind: 'switch-on', rules: rotationRules, ...functionArn}, arn, flags.aws)
  return {kind: 'commands', commands: [...doctor, on]}
}
