import {CloudTrailClient, LookupEventsCommand, type LookupEventsCommandInput} from '@aws-sdk/client-cloudtrail'
import {GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import type {SandboxOptions} from '../../../src/lib/sandbox/index.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {toySecrets} from '../../support/toy-services.ts'

export const home = '111122223333'
export const region = 'eu-central-1'
export const start = Date.UTC(2026, 10, 22, 9)
export const secretArn = `arn:aws:secretsmanager:${region}:${home}:secret:prod/db-AbCdEf`
export const minute = 60_000

/** A sandbox with a manual clock that stands at 09:00 and a Secrets Manager as small as can be. */
export function startTrailSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  return startTestSandbox({clock: {mode: 'manual', startAt: start}, services: () => [toySecrets()], ...options})
}

export class TrailReader {
  readonly sandbox: TestSandbox
  readonly client: CloudTrailClient
  readonly secrets: SecretsManagerClient

  constructor(sandbox: TestSandbox, config: {region?: string; credentials?: TestSandbox['credentials']} = {}) {
    this.sandbox = sandbox
    this.client = new CloudTrailClient({...sandbox.config, ...config})
    this.secrets = new SecretsManagerClient({...sandbox.config, ...config})
  }

  read(SecretId = 'prod/db') {
    return this.secrets.send(new GetSecretValueCommand({SecretId}))
  }

  lookup(input: LookupEventsCommandInput = {}) {
    return this.client.send(new LookupEventsCommand(input))
  }

  async by(AttributeKey: string, AttributeValue: string, input: LookupEventsCommandInput = {}) {
    const LookupAttributes = [{AttributeKey, AttributeValue}] as LookupEventsCommandInput['LookupAttributes']
    return (await this.lookup({LookupAttributes, ...input})).Events ?? []
  }

  /** The full records of events of one name. */
  async records(eventName: string): Promise<Record<string, unknown>[]> {
    const events = await this.by('EventName', eventName)
    return events.map(event => JSON.parse(event.CloudTrailEvent ?? '') as Record<string, unknown>)
  }
}
