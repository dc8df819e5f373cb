import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import {labelChangeText, labelFingerprint} from './label-fingerprint.ts'
import type {Hits, Mutation} from './mutation.ts'

/** UpdateSecretVersionStage. Without `to` the label is taken off, without `from` nobody has it. */
export interface LabelMove {
  readonly label: string
  readonly from?: string
  readonly to?: string
}

/** The secret whose labels change, and what printed commands need beside it. */
export interface LabelPlace {
  readonly arn: string
  readonly scope: AwsScope
  readonly flags: readonly string[]
}

/** The place of a secret in its own region. */
export function placeOf(context: Context, arn: string): LabelPlace {
  const scope = {...context.scope, region: parseArn(arn)?.region ?? context.scope.region}
  return {arn, scope, flags: context.scopeFlags(scope).aws}
}

/** One label move, allowed only while labels, rotation and last change are as `now` shows them. */
export function labelMutation(
  context: Context,
  place: LabelPlace,
  move: LabelMove,
  {now, hits}: {readonly now: SecretDescription; readonly hits: Hits},
): Mutation<void> {
  const {arn, scope, flags} = place
  const call = {kind: 'move', ...move} as const
  return {
    ...secretMutation(context, place, now),
    action: 'secretsmanager:UpdateSecretVersionStage',
    scope,
    request: awsCallOf(call, arn)?.input ?? {},
    aws: awsTextOf(call, arn, flags),
    summary: moveText(move),
    hits,
    undo: {kind: 'commands', commands: [awsTextOf({kind: 'move', ...wayBack(move)}, arn, flags)]},
    send: mutations => mutations.secrets.moveLabel({arn, ...move}),
  }
}

/** What any change of a secret has in common: it must still be what it was. */
export function secretMutation(
  context: Context,
  {arn, scope}: Pick<LabelPlace, 'arn' | 'scope'>,
  now: SecretDescription,
) {
  return {
    resource: arn,
    scope,
    fingerprint: labelFingerprint(now),
    readFingerprint: async () =>
      labelFingerprint(await context.aws(scope).secrets.describe(arn, {signal: context.signal})),
    describeChange: (found: string) => labelChangeText(labelFingerprint(now), found),
    labelsBefore: Object.fromEntries(now.staging),
  }
}

/** The move that takes it back. */
export function wayBack({label, from, to}: LabelMove): LabelMove {
  return {label, ...(to === undefined ? {} : {from: to}), ...(from === undefined ? {} : {to: from})}
}

function moveText({label, from, to}: LabelMove): string {
  if (to === undefined) return `${label}  off ${from}`
  return from === undefined ? `${label}  on ${to}` : `${label}  ${from} → ${to}`
}
