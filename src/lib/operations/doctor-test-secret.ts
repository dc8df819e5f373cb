import {type SecretFacts, valueOf, type VersionFacts} from '../doctor/facts.ts'
import type {FixPlan} from '../doctor/plan.ts'
import type {Diagnosis} from '../doctor/rule.ts'
import {trustOf} from '../doctor/trust.ts'
import type {Candidate} from './doctor-answers.ts'
import type {DoctorRun} from './doctor-run.ts'

/** testSecret with one version, sent once; undefined: there is no function that could get it. */
export function testSecretPlan(facts: SecretFacts, {versionId}: VersionFacts, why: string): FixPlan | undefined {
  const found = valueOf(facts.function)
  const functionArn = valueOf(facts.labels)?.description.rotationFunctionArn
  if (found?.kind !== 'found' || functionArn === undefined) return undefined
  return {
    name: 'resume',
    fixClass: 'ask',
    calls: [{kind: 'invoke', step: 'testSecret', versionId, functionArn}],
    hits: 'nobody',
    undo: [],
    noUndoBecause: 'it changes nothing',
    question: `Send testSecret to ${found.configuration.name} once, ${why}? It changes nothing.`,
    attested: [],
    not: [],
  }
}

/**
 * testSecret as the probe that the rehearsal has shown it to be: where nobody could ask the target about AWSPENDING, and
 * the record says that the function asks it with the pending value, fails when that is rejected, and changes nothing
 * (handler-contract.md, *Records*). Not while a step may run, nor where something found would make it fail anyway.
 */
export function probeBySecretTest({facts, decision, findings}: Diagnosis): Candidate | undefined {
  const {pending, arn, name} = facts
  const {testSecretIsProbe, testSecretIsSafe} = trustOf(facts)
  if (pending === undefined || !testSecretIsProbe || !testSecretIsSafe) return undefined
  const unasked = decision.state?.auth === '?' && facts.running.value === 'no'
  // A function refuses every step of a secret whose rotation is off.
  const isOn = valueOf(facts.labels)?.description.rotationEnabled === true
  const sent = facts.freshSteps.some(one => one.step === 'testSecret' && one.versionId === pending.versionId)
  const blocked = findings.some(finding => finding.blocks === true && finding.severity === 'critical')
  const finding = findings.find(({id}) => id === decision.finding)
  const plan = testSecretPlan(facts, pending, 'to learn whether its target takes the pending value')
  if (!unasked || !isOn || sent || blocked || finding === undefined || plan === undefined) return undefined
  return {arn, name, finding, plan}
}

/** Shows the invocation and asks the plain question; nothing is sent where nobody can be asked. */
export async function mayTest(
  {context, options}: DoctorRun,
  candidate: Candidate,
  announce: (candidate: Candidate) => void,
): Promise<boolean> {
  if (!options.yes && !context.ask.interactive) return false
  announce(candidate)
  return context.ask.confirm({
    message: candidate.plan.question,
    answeredBy: '--yes',
    ...(options.yes ? {answer: true} : {}),
  })
}
