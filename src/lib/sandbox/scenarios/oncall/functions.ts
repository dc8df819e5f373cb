import {ServiceError} from '../../kernel.ts'
import type {Sandbox} from '../../sandbox.ts'
import type {Rotator, StepCall, Values} from './rotator.ts'

/** Longer than any function may run. */
const FOREVER_MS = 20 * 60_000

/** The user whose access keys prod/ci/deploy-key holds. */
export const DEPLOY_USER = 'ci-deploy'

/** What the story breaks, and when: functions look here whenever they run. */
export interface Troubles {
  /** Nobody answers where testSecret of orders-db-rotation connects to. */
  ordersUnreachable: boolean
  smsDown: boolean
  sftpDown: boolean
  /** testSecret of search-key-rotation waits for it, after it was told with `reached`. */
  searchHeld: {reached(): void; readonly released: Promise<void>} | undefined
}

export const noTroubles = (): Troubles => ({
  ordersUnreachable: false,
  smsDown: false,
  sftpDown: false,
  searchHeld: undefined,
})

/** Function name → what it does. */
export function rotatorsOf(sandbox: Sandbox, troubles: Troubles): Readonly<Record<string, Rotator>> {
  return {
    'orders-db-rotation': {
      takesMs: {createSecret: 1100, setSecret: 1400, testSecret: 2500, finishSecret: 1000},
      stored: ordersLogin,
      target: (call, values) => ordersDatabase(sandbox, troubles, call, values),
    },
    'deploy-key-rotation': {target: accessKeys},
    'sms-token-rotation': {target: async () => refuseIf(troubles.smsDown)},
    'legacy-sftp': {target: async () => refuseIf(troubles.sftpDown)},
    'graphql-key-rotation': {
      takesMs: {createSecret: 1900, setSecret: 200, testSecret: 6400, finishSecret: 600},
      saysStep: true,
      target: async ({step, context}) => {
        if (step === 'testSecret') context.log('The endpoint has accepted the new key for a query of one row.')
      },
    },
    'search-key-rotation': {
      takesMs: {createSecret: 500, setSecret: 300},
      target: async ({step, context}) => {
        if (step !== 'testSecret' || troubles.searchHeld === undefined) return
        await context.clock.sleep(8500)
        troubles.searchHeld.reached()
        await troubles.searchHeld.released
      },
    },
    'partner-token-rotation': {},
  }
}

/** prod/orders/db as text: who logs in, and with what. */
export function ordersLogin(password: string): string {
  return JSON.stringify({user: 'orders', password})
}

function passwordOf(text: string): string {
  return (JSON.parse(text) as {password: string}).password
}

/** A login service with one password for `orders`; as AWS's templates do, setSecret first looks whether it is done already. */
async function ordersDatabase(
  {logins}: Sandbox,
  troubles: Troubles,
  {step, time, context}: StepCall,
  {current, pending}: Values,
): Promise<void> {
  // The third attempt starts in a cold worker.
  if (step === 'createSecret' && time === 3) await context.clock.sleep(1800)
  if (step === 'setSecret' && !logins.accepts('orders', 'orders', passwordOf(pending))) {
    const change = {user: 'orders', password: passwordOf(current), newPassword: passwordOf(pending)}
    const status = await logins.attempt('orders', 'password', change)
    if (status !== 204) throw named('TargetError', `the database answered ${status}`)
  }
  if (step === 'testSecret' && troubles.ordersUnreachable) await context.clock.sleep(FOREVER_MS)
}

/** A new access key for each rotation. Nothing ever takes the old one away, so the third is one too many for IAM. */
async function accessKeys({step, aws}: StepCall): Promise<void> {
  if (step !== 'createSecret') return
  try {
    await aws('iam', 'CreateAccessKey', {UserName: DEPLOY_USER})
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    // boto3's words for what IAM refuses.
    const operation = 'An error occurred (' + error.code + ') when calling the CreateAccessKey operation: '
    throw named('ClientError', `${operation}${error.message}`)
  }
}

function refuseIf(down: boolean): void {
  if (down) throw named('TargetError', 'the target answered 503')
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), {name})
}
