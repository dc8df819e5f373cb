import type {SecretFacts} from '../doctor/facts.ts'
import type {Decision} from '../doctor/decide.ts'
import type {Attested} from './doctor-options.ts'
import type {DoctorRun} from './doctor-run.ts'

/** Rows whose answer a person may know. */
const rowsToAsk: readonly (number | string)[] = [3, 11, 15, 16]

/**
 * Asks in a terminal what only a person can know, once a secret and run. Returns whether anything was said; the facts have
 * to be read anew then.
 */
export async function askAttested(run: DoctorRun, facts: SecretFacts, decision: Decision): Promise<boolean> {
  const {context} = run
  const asked = `attest ${facts.arn}`
  if (!rowsToAsk.includes(decision.at) || !context.ask.interactive || run.said.has(asked)) return false
  run.said.add(asked)
  const memory = run.memory(facts.arn)
  const said = await saidOf(run, facts, decision)
  if (said === undefined) return false
  memory.attested = {...memory.attested, ...said}
  return true
}

async function saidOf(run: DoctorRun, facts: SecretFacts, decision: Decision): Promise<Attested | undefined> {
  const {ask} = run.context
  const version = facts.pending?.versionId.slice(0, 8) ?? ''
  if (decision.at === 3) {
    const idle = await ask.confirm({message: 'Do you know that no rotation step runs?', answeredBy: '--attest idle'})
    return idle ? {idle: true} : undefined
  }
  if (decision.at === 11) {
    if (facts.pending?.maker.kind === 'known') return undefined
    const mine = await ask.confirm({
      message: `Do you know that the rotation function wrote ${version}?`,
      answeredBy: '--attest maker=function',
    })
    return mine ? {makerIsFunction: true} : undefined
  }
  if (facts.pending?.auth.kind === 'known') return undefined
  const accepted = await ask.confirm({
    message: `Do you know that the target accepts ${version}?`,
    answeredBy: '--attest pending=accepted',
  })
  if (accepted) return {pending: 'accepted'}
  const rejected = await ask.confirm({
    message: `Do you know that the target rejects ${version}?`,
    answeredBy: '--attest pending=rejected',
  })
  return rejected ? {pending: 'rejected'} : undefined
}
