import type {InProcessContext, InProcessHandler} from '../../runtime/in-process-worker.ts'
import type {Sandbox} from '../../sandbox.ts'

export type Step = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret'

/** One step as its function was called for it. */
export interface StepCall {
  readonly step: Step
  readonly secretId: string
  readonly token: string
  /** How often the function has begun this step for this version, from 1. */
  readonly time: number
  readonly context: InProcessContext
  /** A call with the function's own credentials. */
  readonly aws: (service: string, operation: string, input: Record<string, unknown>) => Promise<unknown>
}

/** What one rotation function does beside what each of them does. */
export interface Rotator {
  /** How long each step takes, in ms of virtual time. Absent: 500. */
  readonly takesMs?: Partial<Readonly<Record<Step, number>>>
  /** Writes the name of the step, as AWS's templates do not but careful authors do. Absent: false. */
  readonly saysStep?: boolean
  /** The secret's text around a password. Absent: the password alone. */
  readonly stored?: (password: string) => string
  /** What its target has to do with a step, before the step does its own work; what it throws fails the step. */
  readonly target?: (call: StepCall, values: Values) => Promise<void>
}

/** The values that the function has seen so far in this rotation. */
export interface Values {
  readonly current: string
  readonly pending: string
}

const USUAL_MS = 500

/**
 * A rotation function that keeps the values it made, so that it never has to read a pending one: createSecret stores a
 * value under AWSPENDING (again the same one when AWS tries again), finishSecret moves AWSCURRENT.
 */
export function rotationFunction(sandbox: Sandbox, rotator: Rotator): InProcessHandler {
  const seen = new Map<string, Values>()
  const times = new Map<string, number>()
  return async (event, context) => {
    const {Step: step, SecretId: secretId, ClientRequestToken: token} = event as Record<string, string> & {Step: Step}
    const key = `${step} ${token}`
    times.set(key, (times.get(key) ?? 0) + 1)
    const call: StepCall = {
      step,
      secretId: secretId!,
      token: token!,
      time: times.get(key)!,
      context,
      aws: (service, operation, input) => sandbox.call(service, operation, input, context.credentials),
    }
    if (rotator.saysStep === true) context.log(step)
    if (step === 'createSecret') seen.set(call.token, await valuesOf(call, rotator, seen.get(call.token)))
    await context.clock.sleep(rotator.takesMs?.[step] ?? USUAL_MS)
    // A schedule's test begins with testSecret, on a copy of the current value.
    const values = seen.get(call.token) ?? {current: '', pending: ''}
    await rotator.target?.(call, values)
    if (step === 'createSecret') await store(call, values.pending)
    if (step === 'finishSecret') await finish(call)
  }
}

/** What is in use, and a new value; the same one as before where AWS tries again. */
async function valuesOf(
  {aws, secretId}: StepCall,
  {stored = text => text}: Rotator,
  before: Values | undefined,
): Promise<Values> {
  const read = (await aws('secretsmanager', 'GetSecretValue', {SecretId: secretId})) as {SecretString: string}
  if (before !== undefined) return before
  const made = (await aws('secretsmanager', 'GetRandomPassword', {})) as {RandomPassword: string}
  return {current: read.SecretString, pending: stored(made.RandomPassword)}
}

/** The same token with the same value again changes nothing. */
async function store({aws, secretId, token}: StepCall, value: string): Promise<void> {
  await aws('secretsmanager', 'PutSecretValue', {
    SecretId: secretId,
    ClientRequestToken: token,
    SecretString: value,
    VersionStages: ['AWSPENDING'],
  })
}

async function finish({aws, secretId, token}: StepCall): Promise<void> {
  const {VersionIdsToStages: versions} = (await aws('secretsmanager', 'DescribeSecret', {SecretId: secretId})) as {
    VersionIdsToStages: Record<string, readonly string[]>
  }
  const current = Object.keys(versions).find(id => versions[id]!.includes('AWSCURRENT'))
  await aws('secretsmanager', 'UpdateSecretVersionStage', {
    SecretId: secretId,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: token,
    ...(current === undefined ? {} : {RemoveFromVersionId: current}),
  })
}
