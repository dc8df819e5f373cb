import {valueOf} from '../doctor/facts.ts'
import type {PlanCall} from '../doctor/plan.ts'
import {trustOf} from '../doctor/trust.ts'
import {wantsTrust} from '../rotation/hand-sent.ts'
import {labelsOf} from '../rotation/staging.ts'
import {type Repairing, RepairStopped} from './doctor-act-state.ts'
import {functionScope} from './doctor-function.ts'
import {secretChange} from './doctor-changes.ts'
import {seeLabels} from './see-labels.ts'
import {type StepSent, stepMutation} from './invoke-step.ts'
import {mutate} from './mutate.ts'

type InvokeCall = Extract<PlanCall, {kind: 'invoke'}>

/** Sends one step to the deployed function, looks at the labels, and stops the repair at the first failure. */
export async function sendStep(repair: Repairing, call: InvokeCall): Promise<void> {
  const {run, facts, events} = repair
  const trust = trustOf(facts)
  // Read again right before acting: another deployment since the plan is another function.
  if (wantsTrust(call.step) && !trust.resume) throw new RepairStopped(`${call.step} was not sent: ${trust.wanted}`)
  const memory = run.memory(facts.arn)
  const sent = await sendOnce(repair, call)
  if (sent.requestId !== undefined) memory.sentRequests.add(sent.requestId)
  for (const text of sent.ownText ?? []) events.onLog({at: sent.endedAt, text: run.mask(text)})
  const finished = call.step === 'finishSecret' && sent.ok
  const moved = await seeLabels(
    run.context,
    facts.arn,
    description => !finished || labelsOf(description.staging, call.versionId).includes('AWSCURRENT'),
  )
  if (moved !== undefined) repair.now = moved.description
  memory.freshSteps.push({
    step: call.step,
    versionId: call.versionId,
    at: sent.endedAt,
    ok: sent.ok,
    trusted: trust.testSecretIsProbe,
    ...(sent.failure === undefined ? {} : {failure: sent.failure}),
    ...(finished && moved === undefined ? {withoutEffect: true as const} : {}),
  })
  const seconds = ((sent.endedAt - sent.startedAt) / 1000).toFixed(1)
  const ok = sent.ok && !(finished && moved === undefined)
  const why = sent.failure?.text ?? 'it ended without error, and AWSCURRENT did not move'
  events.onStep({at: sent.endedAt, ok, name: call.step, text: ok ? `ok ${seconds}s` : `failed ${seconds}s: ${why}`})
  if (!ok) throw new RepairStopped(`${call.step} failed: ${why}`)
}

async function sendOnce(repair: Repairing, call: InvokeCall): Promise<StepSent> {
  const {run, facts} = repair
  const {context} = run
  const scope = await functionScope(run, call.functionArn)
  if (scope.kind === 'unknown') throw new RepairStopped(scope.reason)
  const found = valueOf(facts.function)
  const timeoutMs = found?.kind === 'found' ? found.configuration.timeoutMs : 900_000
  const {resource: _, scope: __, ...base} = secretChange(repair, call, repair.now)
  repair.callsMade += 1
  const where = {scope: {...context.scope, ...scope.value}, secretArn: facts.arn}
  const step = {...call, ...where, timeoutMs, withOwnText: run.options.showLogs}
  context.progress.activity(`${call.step} runs`)
  const outcome = await mutate(context, stepMutation(step, base), {shown: true})
  context.progress.activity('')
  if (outcome.kind === 'done') return outcome.result
  const lost = outcome.kind === 'unknown' ? outcome.error.message : 'it was not sent'
  throw new RepairStopped(`${call.step}: no reply came (${lost})`)
}
