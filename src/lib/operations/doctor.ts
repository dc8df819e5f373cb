import {EXIT, SecrotError} from '../errors.ts'
import type {FixPlan} from '../doctor/plan.ts'
import type {Diagnosis} from '../doctor/rule.ts'
import type {Context} from './context.ts'
import {answeredByFlag, isAllowed} from './doctor-answers.ts'
import {afterOf} from './doctor-after.ts'
import {doctorRotateActions} from './doctor-act-rotate.ts'
import {awsTextOf} from './doctor-aws.ts'
import type {DoctorEvents} from './doctor-events.ts'
import {doctorFactsActions} from './doctor-facts.ts'
import {repairFleet} from './doctor-fleet.ts'
import {doctorChangeActions} from './doctor-changes.ts'
import {callFlags} from './doctor-call-flags.ts'
import {look, type Look, resultOf} from './doctor-look.ts'
import type {DoctorOptions} from './doctor-options.ts'
import type {Repaired} from './doctor-repair.ts'
import {exitCodeOf, reportOf} from './doctor-report.ts'
import type {DoctorResult} from './doctor-result.ts'
import type {DoctorRun} from './doctor-run.ts'
import {probeBySecretTest} from './doctor-test-secret.ts'
import {mutateActions} from './mutate.ts'

export const doctorActions = [
  ...new Set([...doctorFactsActions, ...doctorChangeActions, ...doctorRotateActions, ...mutateActions]),
] as const

/**
 * Diagnoses secrets, and with `fix` repairs them: plans, asks, reads again, acts, looks again. Without `fix` nothing is
 * changed. Throws what resolving a SECRET throws, QUESTION_WITHOUT_TERMINAL (exit 2) when nothing that --fix could do is
 * answered by a flag and nobody can be asked, and what concerns the whole run.
 */
export async function doctor(context: Context, options: DoctorOptions, events: DoctorEvents): Promise<DoctorResult> {
  const looked = await look(context, options)
  if (!options.fix) return looked.result
  events.onReport(looked.result)
  return repair(looked, events)
}

/** Asks, reads again, acts and looks again, for everything that was found. Throws QUESTION_WITHOUT_TERMINAL (exit 2). */
export async function repair(looked: Look, events: DoctorEvents): Promise<DoctorResult> {
  const {run, diagnoses, result} = looked
  const broken = diagnoses.filter(diagnosis => isToRepair(diagnosis))
  refuseSilence(run, broken)
  if (run.options.dryRun) return dryRun(run, result, broken)
  const listed = await askForList(run, broken)
  return repairedResult(looked, await repairFleet(run, broken, {listed, events}))
}

function isToRepair({findings, decision}: Diagnosis): boolean {
  return (
    decision.verdict === 'wait' || decision.choices.length > 0 || findings.some(finding => finding.plan !== undefined)
  )
}

/** Where nobody can be asked and no flag answers anything, that is a usage error and nothing is done. */
function refuseSilence(run: DoctorRun, broken: readonly Diagnosis[]): void {
  const {context, options} = run
  if (context.ask.interactive || options.dryRun) return
  const candidates = broken.flatMap(({facts, findings}) =>
    findings.flatMap(finding =>
      finding.plan === undefined || finding.group !== 'condition'
        ? []
        : [{arn: facts.arn, name: facts.name, finding, plan: finding.plan}],
    ),
  )
  const answered = candidates.some(candidate =>
    candidate.plan.fixClass === 'auto' ? options.yes : isAllowed(options.allow, candidate),
  )
  const tests = options.yes && broken.some(diagnosis => probeBySecretTest(diagnosis) !== undefined)
  const [first] = candidates
  if (first === undefined || answered || tests) return
  const flags = [...new Set(candidates.map(candidate => answeredByFlag(candidate)))].join(', ')
  throw new SecrotError({
    code: 'QUESTION_WITHOUT_TERMINAL',
    message: `Nobody can be asked here: ${first.plan.question}`,
    hint: `Answer with ${flags}, or run the command in a terminal.`,
    exit: EXIT.usage,
  })
}

/** The automatic repairs of a run are asked once, as a list. */
async function askForList(run: DoctorRun, broken: readonly Diagnosis[]): Promise<boolean> {
  const {context, options} = run
  const automatic = broken.flatMap(({facts, findings}) =>
    findings.flatMap(finding => (finding.plan?.fixClass === 'auto' ? [{facts, finding, plan: finding.plan}] : [])),
  )
  if (automatic.length === 0) return options.yes
  for (const {facts, finding, plan} of automatic)
    context.progress.line(`   automatic  ${facts.name}: ${plan.name} (${finding.id}); hits ${plan.hits}`)
  if (options.yes) return true
  if (!context.ask.interactive) return false
  const message =
    automatic.length === 1 ? 'Make this automatic repair?' : `Make these ${automatic.length} automatic repairs?`
  const confirmed = await context.ask.confirm({message, answeredBy: '--yes'})
  if (!confirmed) for (const {facts, finding} of automatic) run.memory(facts.arn).declinedInList.add(finding.id)
  return confirmed
}

/** Shows every call that would be made, and stops. */
function dryRun(run: DoctorRun, first: DoctorResult, broken: readonly Diagnosis[]): DoctorResult {
  const {context} = run
  for (const diagnosis of broken) {
    const {facts, findings} = diagnosis
    const show = (plan: FixPlan, what: string, answer: string): void => {
      context.progress.line(`${facts.name}: ${what}; hits ${plan.hits}; ${answer}`)
      for (const call of plan.calls) {
        const aws = awsTextOf(call, facts.arn, callFlags(run, facts, call))
        if (aws !== '') context.progress.line(`would run: ${aws}`, {indent: 'would run: '.length, command: true})
      }
    }
    const test = probeBySecretTest(diagnosis)?.plan
    if (test !== undefined) show(test, 'testSecret asks the target first', '--yes')
    for (const {id, plan} of findings)
      if (plan !== undefined) show(plan, `${plan.name} (${id})`, answeredByFlag({finding: {id}, plan}))
  }
  return first
}

/** The answer once repairs were tried, or refused, for some of the secrets. */
export function repairedResult(looked: Look, repaired: readonly Repaired[]): DoctorResult {
  const {run, diagnoses} = looked
  const byArn = new Map(repaired.map(one => [one.before.facts.arn, one]))
  const reports = diagnoses.map(diagnosis => {
    const one = byArn.get(diagnosis.facts.arn)
    if (one === undefined) return reportOf(run, diagnosis)
    const exitCode = one.timedOut ? EXIT.timeout : (one.exit ?? exitCodeOf(run.options, one.after, one.tried))
    return {...reportOf(run, one.before, one.tried), after: afterOf(run, one), exitCode}
  })
  const now = diagnoses.map(diagnosis => byArn.get(diagnosis.facts.arn)?.after ?? diagnosis)
  return resultOf(run, {...looked, reports, diagnoses: now})
}
