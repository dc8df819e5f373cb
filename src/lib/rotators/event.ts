import {Refusal} from './refusal.ts'

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const
export type Step = (typeof STEPS)[number]

/** What Secrets Manager sends. https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html */
export interface RotationEvent {
  readonly step: Step
  /** As it came: the full ARN. */
  readonly secretId: string
  /** ClientRequestToken: the id of the version that is rotated to. */
  readonly versionId: string
  /** Newer than many functions, and absent where a step is sent by hand. It is a secret. */
  readonly rotationToken?: string
}

/** Reads an event. Throws a Refusal that names the field, and nothing of what is in it. */
export function readEvent(event: unknown): RotationEvent {
  const fields = (typeof event === 'object' && event !== null ? event : {}) as Readonly<Record<string, unknown>>
  const text = (name: string): string => {
    const value = fields[name]
    if (typeof value !== 'string' || value === '') throw new Refusal(`the event has no ${name}`)
    return value
  }
  const [step, secretId, versionId] = [text('Step'), text('SecretId'), text('ClientRequestToken')]
  if (!isStep(step)) throw new Refusal(`${secretId}, version ${versionId}: Step is none of ${STEPS.join(', ')}`)
  const {RotationToken: rotationToken} = fields
  return {
    step,
    secretId,
    versionId,
    ...(typeof rotationToken === 'string' && rotationToken !== '' ? {rotationToken} : {}),
  }
}

function isStep(text: string): text is Step {
  return STEPS.some(step => step === text)
}
