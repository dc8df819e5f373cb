import {
  CancelRotateSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  type RotateSecretCommandInput,
} from '@aws-sdk/client-secrets-manager'

import type {BehaviourSwitches, TrailWriter, World} from '../../../../src/lib/sandbox/kernel.ts'
import {startTestSandbox, type TestSandbox} from '../../../support/sandbox.ts'
import {testFunctions, type TestFunctions} from './functions.ts'
import {SecretUnderTest, shortOf, tokenOf} from './secrets.ts'

type ServiceEvent = Parameters<TrailWriter['service']>[0]
type ApiEvent = Parameters<TrailWriter['api']>[0]

export const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:rotator'
const ACCOUNT = '111122223333'
const REGION = 'eu-central-1'

export interface BenchOptions {
  readonly switches?: Partial<BehaviourSwitches>
  /** Absent: 2026-11-02T10:00:00Z. */
  readonly startAt?: number
}

/** A sandbox on a manual clock with one secret, a function that runs in the test, and everything the trail is told. */
export interface Bench {
  readonly sandbox: TestSandbox
  readonly secret: SecretUnderTest
  readonly functions: TestFunctions
  readonly apiEvents: readonly ApiEvent[]
  readonly serviceEvents: readonly ServiceEvent[]
  /** `RotationStarted t1`, …; the token in its short form. */
  told(): string[]
  /** RotateSecret with the function and 30 days unless said otherwise. */
  rotate(short: string, input?: Partial<RotateSecretCommandInput>): Promise<string>
  /** `rotate`, then everything it sets off. */
  rotated(short: string, input?: Partial<RotateSecretCommandInput>): Promise<void>
  cancel(): Promise<string | undefined>
  /** Moves the clock and waits for all that becomes due. */
  pass(ms: number): Promise<void>
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const apiEvents: ApiEvent[] = []
  const serviceEvents: ServiceEvent[] = []
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/rotator`
  let functions: TestFunctions | undefined
  const equip = (world: World) => {
    functions = testFunctions(world, {accountId: ACCOUNT, roleArn, region: REGION})
    const trail: TrailWriter = {api: event => apiEvents.push(event), service: event => serviceEvents.push(event)}
    Object.defineProperties(world, {functions: {value: functions}, trail: {value: trail}})
    return []
  }
  const sandbox = await startTestSandbox({
    clock: {mode: 'manual', startAt: options.startAt ?? Date.parse('2026-11-02T10:00:00Z')},
    services: equip,
    ...(options.switches === undefined ? {} : {switches: options.switches}),
  })
  sandbox.iam.addRole({accountId: ACCOUNT, roleName: 'rotator', policies: {all: ALLOW_SECRETS}})
  // Clients take the time from each reply, so the first request after a jump is refused and sent again.
  const client = new SecretsManagerClient({...sandbox.config, maxAttempts: 2})
  const secret = new SecretUnderTest(client, 'prod/api')
  const rotate = async (short: string, input: Partial<RotateSecretCommandInput> = {}) => {
    const rules = {RotationLambdaARN: FUNCTION_ARN, RotationRules: {AutomaticallyAfterDays: 30}}
    const token = tokenOf(short)
    const command = new RotateSecretCommand({SecretId: secret.id, ClientRequestToken: token, ...rules, ...input})
    return (await client.send(command)).VersionId!
  }
  return {
    sandbox,
    secret,
    functions: functions!,
    apiEvents,
    serviceEvents,
    told: () => serviceEvents.map(event => `${event.eventName} ${shortOf(tokenIn(event))}`),
    rotate,
    async rotated(short, input) {
      await rotate(short, input)
      await sandbox.clock.idle()
    },
    async cancel() {
      return (await client.send(new CancelRotateSecretCommand({SecretId: secret.id}))).VersionId
    },
    pass: ms => sandbox.clock.advance(ms),
  }
}

const ALLOW_SECRETS = {
  Version: '2012-10-17',
  Statement: [{Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*'}],
}

/** `Rotation-<arn>-<token>`, whose ARN ends in a hyphen and six characters. */
function tokenIn(event: ServiceEvent): string {
  return event.requestId.slice(`Rotation-${event.secretArn}-`.length)
}
