import {createHash} from 'node:crypto'
import type {SecretFacts} from '../doctor/facts.ts'
import {fingerprintOf, fingerprintText} from '../doctor/fingerprint.ts'
import type {FixPlan, PlanCall} from '../doctor/plan.ts'
import type {Finding} from '../doctor/rule.ts'
import {answeredByFlag} from './doctor-answers.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import {callFlags} from './doctor-call-flags.ts'
import type {PlanReport} from './doctor-result.ts'
import type {DoctorRun} from './doctor-run.ts'

/** A repair as data: what it does, whom it hits, how it is undone, and the commands for the reader. */
export function planReport(run: DoctorRun, facts: SecretFacts, finding: Finding, plan: FixPlan): PlanReport {
  const textOf = (call: PlanCall): string => awsTextOf(call, facts.arn, callFlags(run, facts, call))
  return {
    name: plan.name,
    fixClass: plan.fixClass,
    hits: plan.hits,
    hitsNote: finding.hitsNote ?? null,
    fingerprint: digestOf(fingerprintText(fingerprintOf(facts))),
    question: plan.question,
    answeredBy: answeredByFlag({finding, plan}),
    followedBy: plan.followedBy ?? null,
    undo: plan.undo.map(textOf),
    undoWhile: plan.undoWhile ?? null,
    noUndoBecause: plan.noUndoBecause ?? null,
    not: plan.not,
    attested: plan.attested,
    steps: plan.calls,
    calls: plan.calls.flatMap(call => {
      const aws = awsCallOf(call, facts.arn)
      return aws === undefined ? [] : [{...aws, aws: textOf(call)}]
    }),
  }
}

/** Of what is shown anyway: facts and calls, never a value. */
export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
