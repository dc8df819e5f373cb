import {rotateBlockedBy} from '../doctor/rotate-block.ts'
import type {FixPlan} from '../doctor/plan.ts'
import {rotate} from '../doctor/plans.ts'
import type {Diagnosis} from '../doctor/rule.ts'
import {type SecretFacts, valueOf} from '../doctor/facts.ts'
import {act, type Acted} from './doctor-act.ts'
import {answerFor, type Candidate} from './doctor-answers.ts'
import type {DoctorEvents} from './doctor-events.ts'
import {gatherFacts} from './doctor-facts.ts'
import {mayTest, testSecretPlan} from './doctor-test-secret.ts'
import type {DoctorRun} from './doctor-run.ts'

/** A rotation that was started, with its plan. */
export interface Rotated extends Acted {
  readonly plan: FixPlan
}

/** undefined: no rotation was offered, or nobody wanted it now. AWS then goes on at the next window. */
export async function offerRotation(
  run: DoctorRun,
  now: Diagnosis,
  candidate: Candidate,
  tell: {readonly events: DoctorEvents; announce(candidate: Candidate): void},
): Promise<Rotated | undefined> {
  if (now.facts.pending !== undefined) return undefined
  const blocker = now.findings.find(finding => finding.blocks === true && finding.severity === 'critical')
  if (blocker !== undefined) return said(run, `no rotation is offered: ${blocker.id} comes first`)
  const facts = await withFreshProof(run, now.facts, candidate, tell)
  const planned = rotate(facts)
  if (planned.kind === 'refused') return said(run, `no rotation is offered: ${planned.because}`)
  const rotation = {...candidate, finding: asking(facts, candidate), plan: planned.plan}
  tell.announce(rotation)
  const answer = await answerFor(run, rotation, false)
  if (answer !== 'yes') {
    const then = isOn(facts) ? 'AWS tries again in its next window' : 'its rotation stays off'
    return said(run, `${facts.name}: not rotated now; ${then}.`)
  }
  return {...(await act(run, facts, planned.plan, tell.events)), plan: planned.plan}
}

/** A rotation that somebody switched off is not switched on by the answer to another question. */
function asking(facts: SecretFacts, {finding}: Candidate): Candidate['finding'] {
  return isOn(facts) ? finding : {...finding, id: 'rotation-off'}
}

function isOn(facts: SecretFacts): boolean {
  return valueOf(facts.labels)?.description.rotationEnabled === true
}

function said(run: DoctorRun, text: string): undefined {
  run.context.progress.line(text)
  return undefined
}

/**
 * Where the last root error stands in the way and any step that passes would answer it, testSecret is offered once: it
 * changes nothing, and goes to any function after a plain question. Returns the facts with its answer.
 */
async function withFreshProof(
  run: DoctorRun,
  facts: SecretFacts,
  candidate: Candidate,
  tell: Parameters<typeof offerRotation>[3],
): Promise<SecretFacts> {
  const kind = facts.rootError?.failure?.kind
  const answerable = kind === 'timeout' || kind === 'cannot-load' || kind === 'network'
  if (!answerable || rotateBlockedBy(facts) === undefined || facts.freshSteps.length > 0) return facts
  // A handler returns early for the version in use, which shows that it loads, answers and ends in time.
  const version = facts.pending ?? facts.current
  const plan = version === undefined ? undefined : testSecretPlan(facts, version, 'as fresh proof')
  if (plan === undefined || !(await mayTest(run, {...candidate, plan}, one => tell.announce(one)))) return facts
  await act(run, facts, plan, tell.events)
  return gatherFacts(run, {arn: facts.arn, name: facts.name})
}
