import type {RotationRules} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {rotationOf} from './disable-plan.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import {labelChangeText, labelFingerprint} from './label-fingerprint.ts'
import type {Mutation} from './mutation.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/**
 * RotateSecret that switches a schedule on and does not rotate at once; AWS runs testSecret of the function meanwhile
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html, RotateImmediately).
 */
export function switchOnMutation(
  context: Context,
  {arn, scope, description}: ResolvedSecret,
  rules: RotationRules,
): Mutation {
  const {rotationFunctionArn} = description
  const functionArn = rotationFunctionArn === undefined ? {} : {functionArn: rotationFunctionArn}
  const call = {kind: 'switch-on', rules, ...functionArn} as const
  const flags = context.scopeFlags(scope).aws
  return {
    action: 'secretsmanager:RotateSecret',
    resource: arn,
    scope,
    request: awsCallOf(call, arn)?.input ?? {},
    summary: `Switch the rotation of ${description.name} on again, without rotating now; AWS runs testSecret of its function`,
    aws: awsTextOf(call, arn, flags),
    hits: 'nobody',
    undo: {kind: 'commands', commands: [awsTextOf({kind: 'cancel-rotation'}, arn, flags)]},
    fingerprint: labelFingerprint(description),
    readFingerprint: async () =>
      labelFingerprint(await context.aws(scope).secrets.describe(arn, {signal: context.signal})),
    describeChange: found => labelChangeText(labelFingerprint(description), found),
    send: mutations =>
      mutations.secrets.rotate({
        arn,
        clientRequestToken: context.random.uuid(),
        rotateImmediately: false,
        rules,
        ...functionArn,
      }),
    labelsBefore: Object.fromEntries(description.staging),
    rotationBefore: rotationOf(description),
  }
}
