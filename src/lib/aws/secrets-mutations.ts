import {change, lazily} from './call.ts'
import type {RotationRules} from '../rotation/secret.ts'
import type {Clients} from './clients.ts'
import type {SecretsMutations} from './gateways.ts'
import {present} from './present.ts'

const service = 'secretsmanager'

/** Changes of values, labels and rotation. Reached through operations/mutate.ts only. */
export function secretsMutations(clients: Clients): SecretsMutations {
  const sdk = lazily(() => import('@aws-sdk/client-secrets-manager'))
  const client = lazily(async () => {
    const {SecretsManagerClient} = await sdk()
    return clients.make(config => new SecretsManagerClient(config), {actions: service, maxAttempts: 1})
  })

  return {
    moveLabel: ({arn, label, from, to}) =>
      change(clients, {action: `${service}:UpdateSecretVersionStage`, resource: arn}, async () => {
        const {UpdateSecretVersionStageCommand} = await sdk()
        await (
          await client()
        ).send(
          new UpdateSecretVersionStageCommand({
            SecretId: arn,
            VersionStage: label,
            ...present({RemoveFromVersionId: from, MoveToVersionId: to}),
          }),
        )
      }),

    rotate: ({arn, clientRequestToken, functionArn, rules, rotateImmediately}) =>
      change(clients, {action: `${service}:RotateSecret`, resource: arn}, async () => {
        const {RotateSecretCommand} = await sdk()
        const answer = await (
          await client()
        ).send(
          new RotateSecretCommand({
            SecretId: arn,
            ClientRequestToken: clientRequestToken,
            ...present({
              RotationLambdaARN: functionArn,
              RotateImmediately: rotateImmediately,
              RotationRules: rules === undefined ? undefined : askedRules(rules),
            }),
          }),
        )
        return {versionId: answer.VersionId ?? clientRequestToken}
      }),

    cancelRotation: ({arn}) =>
      change(clients, {action: `${service}:CancelRotateSecret`, resource: arn}, async () => {
        const {CancelRotateSecretCommand} = await sdk()
        const answer = await (await client()).send(new CancelRotateSecretCommand({SecretId: arn}))
        return present({versionId: answer.VersionId})
      }),

    putValue: ({arn, versionId, value, binary, labels}) =>
      change(clients, {action: `${service}:PutSecretValue`, resource: arn}, async () => {
        const {PutSecretValueCommand} = await sdk()
        const bytes = Buffer.from(value.reveal())
        await (
          await client()
        ).send(
          new PutSecretValueCommand({
            SecretId: arn,
            ClientRequestToken: versionId,
            VersionStages: [...labels],
            ...(binary ? {SecretBinary: bytes} : {SecretString: bytes.toString('utf8')}),
          }),
        )
      }),
  }
}

/**
 * AWS computes the days from an expression and shows both, but takes only one of them
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html).
 */
function askedRules({automaticallyAfterDays, scheduleExpression, duration}: RotationRules) {
  return present({
    AutomaticallyAfterDays: scheduleExpression === undefined ? automaticallyAfterDays : undefined,
    ScheduleExpression: scheduleExpression,
    Duration: duration,
  })
}
