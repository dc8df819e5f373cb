import {holdLabel} from '../doctor/facts.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {awsCommand, awsTextOf} from './doctor-aws.ts'
import {secretMutation} from './label-mutation.ts'
import type {Mutation} from './mutation.ts'
import type {MadeValue} from './put-value.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/** The equivalent command; where the value is not a file's as it is, `new-value` stands for one that holds it. */
export function storeText(arn: string, versionId: string, made: MadeValue, flags: readonly string[]): string {
  const {binary, given, field} = made
  const path = given.path !== undefined && field === undefined ? given.path : 'new-value'
  const input = {
    SecretId: arn,
    ClientRequestToken: versionId,
    VersionStages: [holdLabel(versionId)],
    ...(binary ? {SecretBinary: `fileb://${path}`} : {SecretString: `file://${path}`}),
  }
  return awsCommand({service: 'secretsmanager', operation: 'PutSecretValue', input}, flags)
}

/** PutSecretValue under the version's own label, which nobody reads. Request and command are without the value. */
export function storeMutation(
  context: Context,
  {arn, scope}: ResolvedSecret,
  versionId: string,
  made: MadeValue,
  now: SecretDescription,
): Mutation<void> {
  const label = holdLabel(versionId)
  const flags = context.scopeFlags(scope).aws
  const off = {kind: 'move', label, from: versionId} as const
  return {
    ...secretMutation(context, {arn, scope}, now),
    action: 'secretsmanager:PutSecretValue',
    request: {SecretId: arn, ClientRequestToken: versionId, VersionStages: [label]},
    summary: `PutSecretValue  ${versionId}`,
    aws: storeText(arn, versionId, made, flags),
    hits: 'nobody',
    undo: {kind: 'commands', commands: [awsTextOf(off, arn, flags)]},
    send: mutations =>
      mutations.secrets.putValue({arn, versionId, value: made.value, binary: made.binary, labels: [label]}),
  }
}
