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

    create: ({name, versionId, value, tags, kmsKeyId}) =>
      change(clients, {action: `${service}:CreateSecret`, resource: name}, async () => {
        const {CreateSecretCommand} = await sdk()
        const answer = await (
          await client()
        ).send(
          new CreateSecretCommand({
            Name: name,
            ClientRequestToken: versionId,
            SecretString: Buffer.from(value.reveal()).toString('utf8'),
            Tags: tagList(tags),
            ...present({KmsKeyId: kmsKeyId}),
          }),
        )
        return {arn: answer.ARN ?? name}
      }),

    tag: ({arn, tags}) =>
      change(clients, {action: `${service}:TagResource`, resource: arn}, async () => {
        const {TagResourceCommand} = await sdk()
        await (await client()).send(new TagResourceCommand({SecretId: arn, Tags: tagList(tags)}))
      }),

    untag: ({arn, tags}) =>
      change(clients, {action: `${service}:UntagResource`, resource: arn}, async () => {
        const {UntagResourceCommand} = await sdk()
        await (await client()).send(new UntagResourceCommand({SecretId: arn, TagKeys: [...tags]}))
      }),
  }
}

function tagList(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({Key, Value}))
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
