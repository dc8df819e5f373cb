import {SecretsManagerClient} from '@aws-sdk/client-secrets-manager'

import {ServiceError, type Functions, type InvokeRequest, type World} from '../../../../src/lib/sandbox/kernel.ts'

export interface RotationEvent {
  readonly Step: string
  readonly SecretId: string
  readonly ClientRequestToken: string
  readonly RotationToken: string
}

/** What a test writes instead of a zip: one step, with a client that has the function's own session credentials. */
export type Handler = (event: RotationEvent, client: SecretsManagerClient) => Promise<void> | void

/** Functions that run in the test itself. */
export interface TestFunctions extends Functions {
  /** What a step does. */
  handler: Handler
  /** What AddPermission would have granted; `missing`: there is no such function. */
  permission: 'yes' | 'no' | 'missing'
  /** Invoking throws Lambda's refusal of a busy account. */
  throttled: boolean
  /** false: the function calls AWS under a role it assumed itself, so nothing tells it from anybody else. */
  ownIdentity: boolean
  readonly events: RotationEvent[]
  /** `createSecret setSecret …` */
  steps(): string
}

export interface TestFunctionsOptions {
  readonly accountId: string
  readonly roleArn: string
  readonly region: string
}

export function testFunctions(world: World, options: TestFunctionsOptions): TestFunctions {
  const events: RotationEvent[] = []
  const functions: TestFunctions = {
    handler: () => {},
    permission: 'yes',
    throttled: false,
    ownIdentity: true,
    events,
    steps: () => events.map(event => event.Step).join(' '),
    mayInvoke: () => functions.permission,
    timeoutMs: () => 30_000,
    killWorker: () => false,
    liveWorkers: () => [],
    callArrived: () => undefined,
    isOver: () => false,
    soleRunning: () => undefined,
    async invoke(request) {
      if (functions.throttled) throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429)
      const event = JSON.parse(request.payload) as RotationEvent
      events.push(event)
      const client = clientOf(world, options, functions.ownIdentity ? request : undefined)
      const failed = await runs(() => functions.handler(event, client))
      return {
        requestId: world.uuid(),
        executedVersion: '$LATEST',
        ...(failed ? {functionError: 'Unhandled' as const} : {}),
        payload: failed ? '{"errorMessage":"canary of the function"}' : 'null',
        logTail: '',
        durationMs: 1,
      }
    },
  }
  return functions
}

async function runs(step: () => Promise<void> | void): Promise<boolean> {
  try {
    await step()
    return false
  } catch (error) {
    if (error instanceof Error) return true
    throw error
  }
}

function clientOf(
  world: World,
  options: TestFunctionsOptions,
  request: InvokeRequest | undefined,
): SecretsManagerClient {
  const credentials = world.identities.issueSession({
    accountId: options.accountId,
    roleArn: options.roleArn,
    sessionName: 'rotator',
    durationMs: 900_000,
    ...(request === undefined ? {} : {functionArn: request.functionArn}),
  })
  return new SecretsManagerClient({endpoint: world.url(), region: options.region, credentials, maxAttempts: 1})
}
