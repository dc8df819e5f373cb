import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'

import type {Handler, RotationEvent} from './functions.ts'

/** The system that honours the credential. */
export class TestTarget {
  accepted: string | undefined
}

export interface TemplateOptions {
  readonly target?: TestTarget
  /** Throws at the beginning (`before`) or the end (`after`) of a step. */
  readonly failsIn?: () => {readonly step: string; readonly when: 'before' | 'after'} | undefined
  /** Whether PutSecretValue gets the event's RotationToken. Absent: no, as AWS's own template does it. */
  readonly passesToken?: boolean
}

/** What AWS's generic rotation template does, with a target that setSecret changes and testSecret asks. */
export function templateHandler(options: TemplateOptions = {}): Handler {
  let created = 0
  const {target = new TestTarget()} = options
  const steps: Record<string, Handler> = {
    async createSecret(event, client) {
      await client.send(new GetSecretValueCommand({SecretId: event.SecretId, VersionStage: 'AWSCURRENT'}))
      if ((await pendingValue(event, client)) !== undefined) return
      await client.send(
        new PutSecretValueCommand({
          SecretId: event.SecretId,
          ClientRequestToken: event.ClientRequestToken,
          SecretString: `rotated ${++created}`,
          VersionStages: ['AWSPENDING'],
          ...(options.passesToken === true ? {RotationToken: event.RotationToken} : {}),
        }),
      )
    },
    async setSecret(event, client) {
      target.accepted = await pendingValue(event, client)
    },
    async testSecret(event, client) {
      if (target.accepted !== (await pendingValue(event, client))) throw new Error('the target refuses the new value')
    },
    async finishSecret(event, client) {
      const current = await currentVersion(event, client)
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: event.SecretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: event.ClientRequestToken,
          RemoveFromVersionId: current,
        }),
      )
    },
  }
  return async (event, client) => {
    if (await isDone(event, client)) return
    const failure = options.failsIn?.()
    if (failure?.step === event.Step && failure.when === 'before') throw new Error('broken before')
    await steps[event.Step]!(event, client)
    if (failure?.step === event.Step && failure.when === 'after') throw new Error('broken after')
  }
}

async function stagesOf(event: RotationEvent, client: SecretsManagerClient): Promise<Record<string, string[]>> {
  const secret = await client.send(new DescribeSecretCommand({SecretId: event.SecretId}))
  if (secret.RotationEnabled !== true) throw new Error('not enabled for rotation')
  return secret.VersionIdsToStages ?? {}
}

async function isDone(event: RotationEvent, client: SecretsManagerClient): Promise<boolean> {
  const stages = (await stagesOf(event, client))[event.ClientRequestToken]
  if (stages === undefined) throw new Error('no stage for rotation')
  if (stages.includes('AWSCURRENT')) return true
  if (!stages.includes('AWSPENDING')) throw new Error('not set as AWSPENDING')
  return false
}

async function currentVersion(event: RotationEvent, client: SecretsManagerClient): Promise<string | undefined> {
  const stages = await stagesOf(event, client)
  return Object.keys(stages).find(id => stages[id]!.includes('AWSCURRENT'))
}

async function pendingValue(event: RotationEvent, client: SecretsManagerClient): Promise<string | undefined> {
  try {
    const {SecretId, ClientRequestToken: VersionId} = event
    const value = await client.send(new GetSecretValueCommand({SecretId, VersionId, VersionStage: 'AWSPENDING'}))
    return value.SecretString
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}
