import {SecrotError} from '../errors.ts'
import type {PlanCall} from '../doctor/plan.ts'
import {keyNamed} from '../probes/appsync-key.ts'
import type {PlanStep} from './label-plan.ts'
import {mutate} from './mutate.ts'
import {accessKeyMutation, apiKeyMutation, type RetireWork} from './retire-changes.ts'
import {last4Of} from './retire-ending.ts'
import type {RetireOptions} from './retire-options.ts'
import type {TargetAnswer} from './target-proof.ts'

type Change = Extract<PlanCall, {kind: 'key-status' | 'delete-key' | 'api-key-expiry' | 'delete-api-key'}>

/** Carries the steps out, in order. `kept`: the current credential was not proven any more, so the rest was left. */
export async function actOnSteps(
  work: RetireWork,
  steps: readonly PlanStep[],
  {onStep, prove}: Pick<RetireOptions, 'onStep'> & {readonly prove: () => Promise<TargetAnswer | undefined>},
): Promise<{readonly kept: boolean; readonly after?: TargetAnswer}> {
  const {context} = work
  let after: TargetAnswer | undefined
  for (const step of steps) {
    if (step.kind === 'wait') await wait(work, step.ms)
    else if (step.kind === 'ask-target') {
      after = await prove()
      const ok = after?.answer === 'accepted'
      const said = after?.answer ?? 'nobody says'
      const text = ok ? 'the current credential works' : `whether the current credential works: ${said}`
      onStep({at: context.clock.now(), ok, name: 'target', text})
      if (!ok) return {kept: true, ...(after === undefined ? {} : {after})}
    } else if (isChange(step)) {
      await make(work, step)
      onStep({at: context.clock.now(), ok: true, name: 'key', text: doneText(work, step)})
    }
  }
  return {kept: false, ...(after === undefined ? {} : {after})}
}

async function wait({context}: RetireWork, ms: number): Promise<void> {
  context.progress.activity('waiting whether anybody still needs it')
  await context.clock.sleep(ms, context.signal)
  context.progress.activity('')
}

function isChange(step: PlanStep): step is Change {
  return ['key-status', 'delete-key', 'api-key-expiry', 'delete-api-key'].includes(step.kind)
}

/** A lost reply says nothing; the target does. */
async function make(work: RetireWork, call: Change): Promise<void> {
  const outcome = await mutate(work.context, mutationOf(work, call), {shown: true})
  if (outcome.kind !== 'unknown' || (await isMade(work, call))) return
  throw outcome.error
}

function mutationOf(work: RetireWork, call: Change) {
  const {ending} = work
  if (ending.kind === 'iam-key' && (call.kind === 'key-status' || call.kind === 'delete-key'))
    return accessKeyMutation(work, ending, call)
  if (ending.kind === 'appsync-key' && (call.kind === 'api-key-expiry' || call.kind === 'delete-api-key'))
    return apiKeyMutation(work, ending, call)
  throw new Error(`${call.kind} does not end a credential of kind ${ending.kind}`)
}

async function isMade({context, secret, ending}: RetireWork, call: Change): Promise<boolean> {
  const {iam, appsync} = context.aws(secret.scope)
  const {signal} = context
  try {
    if (ending.kind === 'iam-key') {
      const keys = await iam.listAccessKeys(ending.userName, {signal})
      const key = keys.find(one => one.accessKeyId === ending.accessKeyId)
      return call.kind === 'delete-key' ? key === undefined : key?.active === false
    }
    const keys = await appsync.apiKeys(ending.apiId, {signal})
    const key = keyNamed(keys, ending.name)
    return call.kind === 'api-key-expiry' ? key?.expiresAt === call.expiresAt : key === undefined
  } catch (error) {
    if (error instanceof SecrotError) return false
    throw error
  }
}

function doneText({ending}: RetireWork, call: Change): string {
  const name = `…${last4Of(ending)}`
  if (call.kind === 'key-status') return `${name} is inactive`
  if (call.kind === 'api-key-expiry') return `${name} ends ${new Date(call.expiresAt).toISOString()}`
  return `${name} is deleted`
}
