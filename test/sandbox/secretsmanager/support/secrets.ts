import {SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'

import type {ClientConfig} from '../../../support/sandbox.ts'

/** Version ids that tests can read: `v1` becomes a token of the right length. */
export function tokenOf(short: string): string {
  return short.padEnd(32, '-')
}

/** `v1` of a token made by `tokenOf`. */
export function shortOf(token: string): string {
  return token.replace(/-+$/, '')
}

/** One secret, spoken of in the words of its versions. */
export class SecretUnderTest {
  readonly client: SecretsManagerClient
  readonly id: string

  constructor(client: SecretsManagerClient, id: string) {
    this.client = client
    this.id = id
  }

  async create(short?: string, value = `value of ${short}`): Promise<string> {
    const stored = short === undefined ? {} : {SecretString: value, ClientRequestToken: tokenOf(short)}
    const created = await this.client.send(new CreateSecretCommand({Name: this.id, ...stored}))
    return created.ARN!
  }

  async put(short: string, stages?: string[], value = `value of ${short}`): Promise<string[]> {
    const answer = await this.client.send(
      new PutSecretValueCommand({
        SecretId: this.id,
        ClientRequestToken: tokenOf(short),
        SecretString: value,
        ...(stages === undefined ? {} : {VersionStages: stages}),
      }),
    )
    return answer.VersionStages ?? []
  }

  async move(label: string, move: {from?: string; to?: string}): Promise<void> {
    await this.client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: this.id,
        VersionStage: label,
        ...(move.from === undefined ? {} : {RemoveFromVersionId: tokenOf(move.from)}),
        ...(move.to === undefined ? {} : {MoveToVersionId: tokenOf(move.to)}),
      }),
    )
  }

  async value(wanted: {version?: string; label?: string} = {}): Promise<string | undefined> {
    const answer = await this.client.send(
      new GetSecretValueCommand({
        SecretId: this.id,
        ...(wanted.version === undefined ? {} : {VersionId: tokenOf(wanted.version)}),
        ...(wanted.label === undefined ? {} : {VersionStage: wanted.label}),
      }),
    )
    return answer.SecretString
  }

  /** `{v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']}`; labels sorted, since AWS promises no order. */
  async labels(): Promise<Record<string, string[]> | undefined> {
    const {VersionIdsToStages: map} = await this.describe()
    if (map === undefined) return undefined
    return Object.fromEntries(Object.entries(map).map(([id, labels]) => [shortOf(id), labels.toSorted()]))
  }

  describe() {
    return this.client.send(new DescribeSecretCommand({SecretId: this.id}))
  }

  versions(includeDeprecated: boolean) {
    return this.client.send(new ListSecretVersionIdsCommand({SecretId: this.id, IncludeDeprecated: includeDeprecated}))
  }
}

/** A client and a secret of it, not created yet. */
export function secretOf(config: ClientConfig, name = 'prod/api'): SecretUnderTest {
  return new SecretUnderTest(new SecretsManagerClient(config), name)
}
