import {parseArn} from '../arn.ts'
import type {LabelMove} from '../rotation/label-algebra.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import {labelChangeText, labelFingerprint} from './label-fingerprint.ts'
import type {Hits, Mutation} from './mutation.ts'

/** One UpdateSecretVersionStage as data, allowed only while the secret is as `description` shows it. */
export function moveLabelMutation(
  context: Context,
  description: SecretDescription,
  move: LabelMove,
  hits: Hits = 'nobody',
): Mutation<void> {
  const {arn} = description
  const scope = {...context.scope, region: parseArn(arn)?.region ?? context.scope.region}
  const flags = context.scopeFlags(scope).aws
  const call = {kind: 'move', ...move} as const
  const back = {
    kind: 'move',
    label: move.label,
    ...(move.to === undefined ? {} : {from: move.to}),
    ...(move.from === undefined ? {} : {to: move.from}),
  } as const
  return {
    action: 'secretsmanager:UpdateSecretVersionStage',
    resource: arn,
    scope,
    request: awsCallOf(call, arn)?.input ?? {},
    summary: moveText(move),
    aws: awsTextOf(call, arn, flags),
    hits,
    undo: {kind: 'commands', commands: [awsTextOf(back, arn, flags)]},
    fingerprint: labelFingerprint(description),
    readFingerprint: async () =>
      labelFingerprint(await context.aws(scope).secrets.describe(arn, {signal: context.signal})),
    describeChange: found => labelChangeText(labelFingerprint(description), found),
    send: mutations => mutations.secrets.moveLabel({arn, ...move}),
    labelsBefore: Object.fromEntries(description.staging),
  }
}

/** `AWSCURRENT  8c1e77b0 → 5f0d2a71`. */
export function moveText({label, from, to}: LabelMove): string {
  if (to === undefined) return `${label}  off ${from}`
  return from === undefined ? `${label}  on ${to}` : `${label}  ${from} → ${to}`
}
