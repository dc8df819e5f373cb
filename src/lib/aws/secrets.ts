import type {DescribeSecretResponse, SecretListEntry, SecretVersionsListEntry} from '@aws-sdk/client-secrets-manager'
import {SecrotError} from '../errors.ts'
import type {RotationRules, SecretDescription, Staging, Version} from '../rotation/secret.ts'
import {Sensitive} from '../sensitive.ts'
import {lazily, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {SecretsGateway} from './gateways.ts'
import {present} from './present.ts'
import {nextPageToken} from './page-token.ts'

const service = 'secretsmanager'

/** Reads of Secrets Manager. The SDK is loaded with the first call. */
export function secretsGateway(clients: Clients): SecretsGateway {
  const sdk = lazily(() => import('@aws-sdk/client-secrets-manager'))
  const client = lazily(async () => {
    const {SecretsManagerClient} = await sdk()
    return clients.make(config => new SecretsManagerClient(config), {actions: service})
  })

  return {
    describe: (secretId, options) =>
      read(clients, {action: `${service}:DescribeSecret`, resource: secretId}, options, async send => {
        const {DescribeSecretCommand} = await sdk()
        return toSecret(await (await client()).send(new DescribeSecretCommand({SecretId: secretId}), send))
      }),

    listVersions: (secretId, options) =>
      read(clients, {action: `${service}:ListSecretVersionIds`, resource: secretId}, options, async send => {
        const {ListSecretVersionIdsCommand} = await sdk()
        const versions: Version[] = []
        let token: string | undefined
        do {
          const page = await (
            await client()
          ).send(
            new ListSecretVersionIdsCommand({
              SecretId: secretId,
              IncludeDeprecated: options?.includeDeprecated ?? false,
              ...(token === undefined ? {} : {NextToken: token}),
            }),
            send,
          )
          versions.push(...(page.Versions ?? []).map(toVersion))
          token = nextPageToken(token, page.NextToken)
        } while (token !== undefined)
        return versions
      }),

    async *list(options) {
      let token: string | undefined
      do {
        const page = await read(clients, {action: `${service}:ListSecrets`}, options, async send => {
          const {ListSecretsCommand} = await sdk()
          return (await client()).send(
            new ListSecretsCommand({
              MaxResults: 100,
              Filters: options?.filters?.map(filter => ({Key: filter.key, Values: [...filter.values]})),
              IncludePlannedDeletion: options?.includePlannedDeletion ?? false,
              ...(options?.order === undefined ? {} : {SortBy: 'created-date', SortOrder: options.order}),
              ...(token === undefined ? {} : {NextToken: token}),
            }),
            send,
          )
        })
        yield (page.SecretList ?? []).map(toSecret)
        token = nextPageToken(token, page.NextToken)
      } while (token !== undefined)
    },

    hasResourcePolicy: (secretId, options) =>
      read(clients, {action: `${service}:GetResourcePolicy`, resource: secretId}, options, async send => {
        const {GetResourcePolicyCommand} = await sdk()
        const answer = await (await client()).send(new GetResourcePolicyCommand({SecretId: secretId}), send)
        return answer.ResourcePolicy !== undefined
      }),

    async getValue(secretId, selector, options) {
      try {
        return await read(clients, {action: `${service}:GetSecretValue`, resource: secretId}, options, async send => {
          const {GetSecretValueCommand} = await sdk()
          const answer = await (
            await client()
          ).send(
            new GetSecretValueCommand({
              SecretId: secretId,
              ...(selector.versionId === undefined ? {} : {VersionId: selector.versionId}),
              ...(selector.label === undefined ? {} : {VersionStage: selector.label}),
            }),
            send,
          )
          return {
            versionId: answer.VersionId ?? '',
            labels: answer.VersionStages ?? [],
            ...present({createdAt: answer.CreatedDate?.getTime()}),
            value: new Sensitive(answer.SecretString ?? answer.SecretBinary ?? ''),
            binary: answer.SecretString === undefined,
          }
        })
      } catch (error) {
        if (error instanceof SecrotError && error.code === 'VALUE_NOT_FOUND') return undefined
        throw error
      }
    },
  }
}

/** DescribeSecret and an entry of ListSecrets say the same under different names of the label map. */
export function toSecret(answer: DescribeSecretResponse | SecretListEntry): SecretDescription {
  const stages =
    ('VersionIdsToStages' in answer ? answer.VersionIdsToStages : undefined) ??
    ('SecretVersionsToStages' in answer ? answer.SecretVersionsToStages : undefined)
  return {
    arn: answer.ARN ?? '',
    name: answer.Name ?? '',
    ...present({
      description: answer.Description,
      kmsKeyId: answer.KmsKeyId,
      rotationEnabled: answer.RotationEnabled,
      // Servers other than AWS have an empty ARN where none was given.
      rotationFunctionArn: answer.RotationLambdaARN === '' ? undefined : answer.RotationLambdaARN,
      rotationRules: toRules(answer.RotationRules),
      lastRotatedAt: answer.LastRotatedDate?.getTime(),
      lastChangedAt: answer.LastChangedDate?.getTime(),
      lastAccessedAt: answer.LastAccessedDate?.getTime(),
      nextRotationAt: answer.NextRotationDate?.getTime(),
      createdAt: answer.CreatedDate?.getTime(),
      deletedAt: answer.DeletedDate?.getTime(),
      owningService: answer.OwningService,
      primaryRegion: answer.PrimaryRegion,
      type: answer.Type,
    }),
    tags: Object.fromEntries((answer.Tags ?? []).map(tag => [tag.Key ?? '', tag.Value ?? ''])),
    staging: toStaging(stages),
  }
}

function toStaging(stages: Readonly<Record<string, string[]>> | undefined): Staging {
  return new Map(Object.entries(stages ?? {}))
}

function toRules(rules: DescribeSecretResponse['RotationRules']): RotationRules | undefined {
  if (rules === undefined) return undefined
  return present({
    automaticallyAfterDays: rules.AutomaticallyAfterDays,
    scheduleExpression: rules.ScheduleExpression,
    duration: rules.Duration,
  })
}

function toVersion(entry: SecretVersionsListEntry): Version {
  return {
    versionId: entry.VersionId ?? '',
    labels: entry.VersionStages ?? [],
    ...present({createdAt: entry.CreatedDate?.getTime(), lastAccessedAt: entry.LastAccessedDate?.getTime()}),
    kmsKeyIds: entry.KmsKeyIds ?? [],
  }
}
