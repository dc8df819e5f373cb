import {admitted} from './admission.ts'
import {Budget, type LambdaContext} from './budget.ts'
import {CallFailed} from './call-failed.ts'
import {Clients} from './clients.ts'
import {processClock, type Clock} from './clock.ts'
import {contextOf} from './context.ts'
import {createSecret} from './create-secret.ts'
import {readEvent, type RotationEvent, type Step} from './event.ts'
import {finishSecret} from './finish-secret.ts'
import {logOf, type Lines, type Log} from './log.ts'
import {reasonOf} from './reason.ts'
import {Redactor} from './redactor.ts'
import type {Rotator, RotatorContext} from './rotator.ts'
import {SecretStore} from './secret-store.ts'
import {sideChannel} from './side-channel.ts'

/** What a handler takes from its process. */
export interface HandlerDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly lines: Lines
}

const processDeps: HandlerDeps = {env: process.env, clock: processClock, lines: console}

/** A handler of Lambda that rotates secrets with `rotator`. It keeps nothing between invocations, and returns nothing. */
export function handlerOf(rotator: Rotator, deps: HandlerDeps = processDeps) {
  return async (event: unknown, context?: Partial<LambdaContext>): Promise<void> => {
    const rotation = readEvent(event)
    const invocation = invocationOf(rotation, rotator, deps, context)
    try {
      await run(rotator, rotation, invocation)
    } catch (error) {
      throw failureOf(error, rotation, invocation)
    } finally {
      invocation.clients.close()
    }
  }
}

/** A step that failed: which, of which version of which secret, and why. */
class RotationError extends Error {
  override readonly name = 'RotationError'
}

interface Invocation {
  readonly budget: Budget
  readonly clients: Clients
  readonly store: SecretStore
  readonly redactor: Redactor
  readonly log: Log
  readonly env: HandlerDeps['env']
}

function invocationOf(
  rotation: RotationEvent,
  {name}: Rotator,
  {env, clock, lines}: HandlerDeps,
  context: Partial<LambdaContext> | undefined,
): Invocation {
  const budget = new Budget(clock, context)
  const clients = new Clients(budget, env)
  const redactor = new Redactor()
  if (rotation.rotationToken !== undefined) redactor.hide(rotation.rotationToken)
  const {step, secretId, versionId} = rotation
  const log = logOf(lines, redactor, {rotator: name, step, secretId, versionId})
  const store = new SecretStore(rotation, {clients, clock: budget, redactor})
  return {budget, clients, store, redactor, log, env}
}

async function run(rotator: Rotator, {step, versionId}: RotationEvent, invocation: Invocation): Promise<void> {
  const {store, budget, log, redactor} = invocation
  const {secret, isCurrent} = await admitted(() => store.describe(), versionId, budget)
  if (isCurrent) return log.info('the version is AWSCURRENT already')
  const context = contextOf({...invocation, secret, versionId})
  try {
    await steps[step](rotator, context, store)
  } catch (error) {
    budget.openReserve()
    await sideChannel(log, () => rotator.failed?.(context, {step, reason: redactor.clean(reasonOf(error))}))
    throw error
  }
}

type RunStep = (rotator: Rotator, context: RotatorContext, store: SecretStore) => Promise<void>

const steps: Readonly<Record<Step, RunStep>> = {
  createSecret,
  async setSecret(rotator, context) {
    await context.pending()
    if (rotator.set === undefined) return
    await rotator.set(context)
    context.log.info('the target has the new value')
  },
  async testSecret(rotator, context) {
    await context.pending()
    if (rotator.test === undefined) return
    await rotator.test(context)
    context.log.info('the new value has passed its test')
  },
  finishSecret,
}

function failureOf(error: unknown, rotation: RotationEvent, {log, redactor}: Invocation): Error {
  const {step, secretId, versionId} = rotation
  const reason = redactor.clean(reasonOf(error))
  const {operation, code} = error instanceof CallFailed ? error : {}
  log.error(reason, {operation, code})
  return new RotationError(`${step} of ${secretId}, version ${versionId}: ${reason}`)
}
