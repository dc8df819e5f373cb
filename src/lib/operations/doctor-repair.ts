import {type SecretFacts, valueOf} from '../doctor/facts.ts'
import type {FixPlan} from '../doctor/plan.ts'
import type {Diagnosis, Finding} from '../doctor/rule.ts'
import type {Rehearsal} from '../rehearse/record.ts'
import type {ExitCode} from '../errors.ts'
import {diagnosed} from './doctor-diagnosed.ts'
import {act, type Acted} from './doctor-act.ts'
import {answeredByFlag, answerFor, canBeAnswered, type Candidate} from './doctor-answers.ts'
import {askAttested} from './doctor-attest.ts'
import type {DoctorEvents} from './doctor-events.ts'
import {gatherFacts} from './doctor-facts.ts'
import {refreshed} from './doctor-refresh.ts'
import {repairKey} from './doctor-options.ts'
import {planReport} from './doctor-plan-report.ts'
import {atLeast, evidenceReport, type Tried} from './doctor-report.ts'
import {offerRotation} from './doctor-rotation.ts'
import {type DoctorRun, underWay} from './doctor-run.ts'
import {mayTest, probeBySecretTest} from './doctor-test-secret.ts'
import {sayRehearsal} from './rehearsal.ts'
import {waitForStep} from './doctor-wait.ts'

/** One repair leads to another diagnosis; after so many the run ends whatever they say. */
const MOST_ROUNDS = 5

export interface Repaired {
  /** As read before the first repair, with what the person said. */
  readonly before: Diagnosis
  readonly after: Diagnosis
  /** By finding id. */
  readonly tried: ReadonlyMap<string, Tried>
  /** Repairs that were made, in order, with the diagnosis each was made on. */
  readonly made: readonly MadeRepair[]
  /** A wait that did not fit into --timeout. */
  readonly timedOut: boolean
  /** AWS's refusal of a call of ours decides the exit code. */
  readonly exit?: ExitCode
}

export interface MadeRepair {
  readonly plan: FixPlan
  readonly before: Diagnosis
}

/** Repairs one secret: a plan, an answer, the act, a fresh look; until there is nothing more that may be done. */
export async function repairSecret(
  run: DoctorRun,
  first: Diagnosis,
  options: {readonly listed: boolean; readonly position: Position; readonly events: DoctorEvents},
): Promise<Repaired> {
  const repair = new Repair(run, first, options)
  await repair.all()
  return repair.result()
}

export interface Position {
  readonly index: number
  readonly count: number
}

class Repair {
  readonly run: DoctorRun
  readonly options: {readonly listed: boolean; readonly position: Position; readonly events: DoctorEvents}
  readonly tried = new Map<string, Tried>()
  readonly made: MadeRepair[] = []
  before: Diagnosis
  now: Diagnosis
  timedOut = false
  exit: ExitCode | undefined
  /** Plans that the report showed in full. */
  private readonly shown: ReadonlySet<string>

  constructor(run: DoctorRun, first: Diagnosis, options: Repair['options']) {
    this.run = run
    this.options = options
    this.before = first
    this.now = first
    this.shown = new Set(first.findings.flatMap(finding => (isInReport(run, finding) ? [planKey(finding)] : [])))
  }

  async all(): Promise<void> {
    // What a person would say now makes another plan than the one in the file; and what may stay wants no answers.
    const mayAsk = this.run.options.planned === undefined && !isAccepted(this.now)
    if (mayAsk) await this.probeByTest()
    if (mayAsk && (await askAttested(this.run, this.now.facts, this.now.decision))) {
      await this.look()
      this.before = this.now
    }
    for (let round = 0; round < MOST_ROUNDS; round += 1) if (!(await this.round())) return
  }

  /** The rehearsed testSecret tells what a person would have to be asked for. */
  private async probeByTest(): Promise<void> {
    const candidate = probeBySecretTest(this.now)
    if (candidate === undefined || !(await mayTest(this.run, candidate, one => this.announce(one)))) return
    const acted = await act(this.run, this.now.facts, candidate.plan, this.options.events)
    if (acted.exit !== undefined) this.exit = acted.exit
    await this.look()
    this.before = this.now
  }

  result(): Repaired {
    const {before, now, tried, made, timedOut, exit} = this
    return {before, after: now, tried, made, timedOut, ...(exit === undefined ? {} : {exit})}
  }

  /** One wait or one repair; false: nothing more is to be done. */
  private async round(): Promise<boolean> {
    if (this.now.decision.verdict === 'wait') return this.wait()
    const candidate = await this.choose()
    if (candidate === undefined) return false
    const before = this.now
    const acted = await act(this.run, before.facts, candidate.plan, this.options.events)
    if (candidate.plan.calls.some(call => call.kind === 'rotate')) refreshed(this.run, before.facts.arn)
    await this.look()
    this.note(before, candidate, acted)
    // What was just found out about the repairs is part of the facts.
    this.now = this.diagnosed(this.now.facts)
    if (acted.outcome === 'refused' || acted.exit !== undefined) return false
    if (acted.outcome === 'fixed' && candidate.plan.followedBy === 'rotate') return this.rotate(candidate)
    return true
  }

  private async wait(): Promise<boolean> {
    this.timedOut = !(await waitForStep(this.run, this.now.facts))
    if (this.timedOut) return false
    refreshed(this.run, this.now.facts.arn)
    await this.look()
    return true
  }

  private async rotate(candidate: Candidate): Promise<boolean> {
    const before = this.now
    const rotated = await offerRotation(this.run, before, candidate, {
      events: this.options.events,
      announce: rotation => this.announce(rotation),
    })
    if (rotated === undefined) return true
    refreshed(this.run, before.facts.arn)
    await this.look()
    if (rotated.outcome === 'fixed') this.made.push({plan: rotated.plan, before})
    if (rotated.exit !== undefined) this.exit = rotated.exit
    if (rotated.outcome !== 'fixed')
      this.tried.set('rotate', {outcome: rotated.outcome, callsMade: rotated.callsMade, ...because(rotated)})
    return rotated.outcome === 'fixed'
  }

  /** The first plan in display order that somebody lets pass. A no is remembered for the run. */
  private async choose(): Promise<Candidate | undefined> {
    const {facts, findings} = this.now
    const {declined, declinedInList} = this.run.memory(facts.arn)
    for (const finding of findings) {
      if (finding.plan === undefined || declined.has(finding.id)) continue
      if (!isOffered(this.run, facts.arn, finding.id, finding.plan)) continue
      if (finding.plan.fixClass === 'auto' && declinedInList.has(finding.id)) {
        this.tried.set(finding.id, {outcome: 'declined', callsMade: 0})
        continue
      }
      const candidate = {arn: facts.arn, name: facts.name, finding, plan: finding.plan}
      // What could merely be better ends in no refusal, so nothing would say what came of it.
      if (finding.group !== 'condition' && !canBeAnswered(this.run, candidate, this.options.listed)) {
        declined.add(finding.id)
        continue
      }
      this.announce(candidate)
      const answer = await answerFor(this.run, candidate, this.options.listed)
      if (answer === 'yes') return candidate
      declined.add(finding.id)
      if (answer === 'no') this.tried.set(finding.id, {outcome: 'declined', callsMade: 0})
      else
        this.tried.set(finding.id, {
          outcome: 'declined',
          callsMade: 0,
          because: `it wants ${answeredByFlag(candidate)}`,
        })
    }
    return undefined
  }

  /** What is about to be asked for or made; in full where the report did not show it. */
  private announce({name, plan, finding}: Candidate): void {
    const {facts} = this.now
    const {account, region, callerArn} = facts.environment
    const evidence = plan.allowSuffix === undefined ? [] : finding.evidence.map(one => evidenceReport(one))
    const inReport = this.shown.has(planKey(finding, plan))
    const details = planReport(this.run, facts, finding, plan)
    const about = {plan: plan.name, secret: name, account, region, callerArn, evidence, details, inReport}
    this.options.events.onRepair({...this.options.position, ...about})
    if (plan.calls.some(call => call.kind === 'rotate')) sayFunction(this.run, facts)
  }

  private async look(): Promise<void> {
    const {arn, name} = this.now.facts
    const facts = await underWay(this.run, `${name}: looking again`, () => gatherFacts(this.run, {arn, name}))
    this.now = this.diagnosed(facts)
  }

  private diagnosed(facts: SecretFacts): Diagnosis {
    return diagnosed(this.run.options, facts)
  }

  /** What came of it. A repair that left the row as it was is not offered again in this run. */
  private note(before: Diagnosis, {finding, plan}: Candidate, acted: Acted): void {
    const memory = this.run.memory(before.facts.arn)
    const fromDecision = finding.verdict !== undefined
    const sameRow = before.decision.at === this.now.decision.at && before.decision.verdict === this.now.decision.verdict
    const sameFinding = this.now.findings.some(other => other.id === finding.id && other.plan?.name === plan.name)
    const unchanged = sameFinding && (sameRow || !fromDecision)
    const resumed = fromDecision && before.decision.verdict === 'resume from setSecret' && acted.callsMade > 0
    if (resumed) memory.exhausted.push('resume from setSecret')
    if (unchanged && fromDecision) memory.exhausted.push(`${before.decision.at}:${before.decision.verdict}`)
    if (unchanged && !fromDecision) memory.declined.add(finding.id)
    const outcome = acted.outcome === 'fixed' && unchanged ? 'unchanged' : acted.outcome
    this.tried.set(finding.id, {outcome, callsMade: acted.callsMade, ...because(acted)})
    if (acted.exit !== undefined) this.exit = acted.exit
    if (outcome === 'fixed') this.made.push({plan, before})
  }
}

function sayFunction({context}: DoctorRun, facts: SecretFacts): void {
  const found = valueOf(facts.function)
  const functionArn = valueOf(facts.labels)?.description.rotationFunctionArn
  const unread: Rehearsal = {kind: 'unread', reason: 'the function could not be read'}
  sayRehearsal(context, functionArn?.split(':')[6], found?.kind === 'found' ? found.rehearsal : unread)
}

function isAccepted({decision, findings}: Diagnosis): boolean {
  return findings.some(({id, accepted}) => id === decision.finding && accepted !== undefined)
}

function isInReport({options}: DoctorRun, {group, severity}: Finding): boolean {
  return group === 'condition' && atLeast(severity, options.severity)
}

/** With a plan file only what stands in it is offered; what a repair leads to waits for another plan. */
function isOffered({options}: DoctorRun, arn: string, finding: string, {name}: FixPlan): boolean {
  return options.planned?.has(repairKey(arn, {finding, plan: name})) ?? true
}

function planKey({id, plan}: Finding, wanted = plan): string {
  return `${id} ${wanted?.name} ${JSON.stringify(wanted?.calls)}`
}

function because(acted: {readonly because?: string}): {because?: string} {
  return acted.because === undefined ? {} : {because: acted.because}
}
