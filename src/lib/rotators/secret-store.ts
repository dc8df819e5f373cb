import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {isAnswer} from './call-failed.ts'
import type {Clients} from './clients.ts'
import type {Clock} from './clock.ts'
import type {RotationEvent} from './event.ts'
import type {Label, SecretFacts} from './labels.ts'
import {patiently} from './patience.ts'
import type {Redactor} from './redactor.ts'
import {StoredValue} from './stored-value.ts'

/** Which version, and what it is called in sentences. */
export type Selector =
  | {readonly versionId: string; readonly label?: Label}
  | {readonly label: Label; readonly versionId?: undefined}

/** The secret of one event, in Secrets Manager. */
export class SecretStore {
  readonly #secrets: SecretsManagerClient
  readonly #event: RotationEvent
  readonly #clock: Pick<Clock, 'sleep'>
  readonly #redactor: Redactor

  constructor(
    event: RotationEvent,
    deps: {
      readonly clients: Clients
      readonly clock: Pick<Clock, 'sleep'>
      readonly redactor: Redactor
    },
  ) {
    const {clients, clock, redactor} = deps
    this.#secrets = clients.secretsManager()
    this.#event = event
    this.#clock = clock
    this.#redactor = redactor
  }

  async describe(): Promise<SecretFacts> {
    const told = await this.#secrets.send(new DescribeSecretCommand({SecretId: this.#event.secretId}))
    const {AutomaticallyAfterDays: periodDays, ScheduleExpression: schedule} = told.RotationRules ?? {}
    return {
      arn: told.ARN ?? this.#event.secretId,
      name: told.Name ?? '',
      versions: told.VersionIdsToStages ?? {},
      tags: Object.fromEntries((told.Tags ?? []).map(({Key, Value}) => [Key ?? '', Value ?? ''])),
      ...(told.RotationEnabled === undefined ? {} : {rotationEnabled: told.RotationEnabled}),
      ...(periodDays === undefined ? {} : {periodDays}),
      ...(schedule === undefined ? {} : {schedule}),
      ...(told.LastRotatedDate === undefined ? {} : {lastRotatedAt: told.LastRotatedDate.getTime()}),
    }
  }

  /** The value of a version; undefined: it has none, even after the waits. */
  read(selector: Selector, waits: readonly number[] = []): Promise<StoredValue | undefined> {
    const name = selector.label ?? `version ${selector.versionId}`
    const request = new GetSecretValueCommand({
      SecretId: this.#event.secretId,
      VersionId: selector.versionId,
      VersionStage: selector.label,
    })
    let left = waits.length
    return patiently(this.#clock, waits, async () => {
      try {
        const {SecretString, CreatedDate} = await this.#secrets.send(request)
        // A binary value has no text.
        return new StoredValue(SecretString ?? '', name, this.#redactor, CreatedDate?.getTime())
      } catch (error) {
        left -= 1
        // The version has no value, or is not there.
        if (isAnswer(error, 'ResourceNotFoundException')) return undefined
        // It has not got the label yet, or has lost it.
        if (isAnswer(error, 'InvalidRequestException') && left >= 0) return undefined
        throw error
      }
    })
  }

  /** Stores the value of the event's version. The same value again changes nothing, another one is refused by AWS. */
  async put(value: StoredValue): Promise<void> {
    const {secretId, versionId, rotationToken} = this.#event
    await this.#secrets.send(
      new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: versionId,
        SecretString: value.open(),
        VersionStages: ['AWSPENDING'],
        // Proves to Secrets Manager that a rotation of its own stores this, whatever role does.
        // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
        ...(rotationToken === undefined ? {} : {RotationToken: rotationToken}),
      }),
    )
  }

  /** Moves AWSCURRENT to the event's version. AWS refuses where `from` does not hold it. */
  async promote(from: string | undefined): Promise<void> {
    const {secretId, versionId} = this.#event
    await this.#secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: versionId,
        ...(from === undefined ? {} : {RemoveFromVersionId: from}),
      }),
    )
  }
}
