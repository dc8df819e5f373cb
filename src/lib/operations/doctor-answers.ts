import type {FixPlan} from '../doctor/plan.ts'
import type {Finding} from '../doctor/rule.ts'
import type {Allowance} from './doctor-options.ts'
import type {DoctorRun} from './doctor-run.ts'

/** A repair that could be made now. */
export interface Candidate {
  readonly arn: string
  readonly name: string
  readonly finding: Finding
  readonly plan: FixPlan
}

/** yes and no as somebody answered; nobody: no flag and no terminal. */
export type Answer = 'yes' | 'no' | 'nobody'

/**
 * Whether a repair may be made. Automatic ones were asked for once, as a list (`listed`); every other wants an answer or
 * `--allow` of its own, and an act that revokes wants its key named.
 */
export async function answerFor(run: DoctorRun, candidate: Candidate, listed: boolean): Promise<Answer> {
  const {context} = run
  const {plan} = candidate
  if (isAnswered(run, candidate, listed)) return 'yes'
  if (!context.ask.interactive) return 'nobody'
  const confirmed = await context.ask.confirm({
    message: shortened(plan.question),
    answeredBy: answeredByFlag(candidate),
  })
  return confirmed ? 'yes' : 'no'
}

/** Whether somebody can say yes to it, or has. */
export function canBeAnswered(run: DoctorRun, candidate: Candidate, listed: boolean): boolean {
  return run.context.ask.interactive || isAnswered(run, candidate, listed)
}

function isAnswered({options}: DoctorRun, candidate: Candidate, listed: boolean): boolean {
  if (candidate.plan.fixClass === 'auto') return listed || options.yes
  return isAllowed(options.allow, candidate)
}

/** The flag that answers the question of a repair. */
export function answeredByFlag({
  finding,
  plan,
}: Pick<Candidate, 'plan'> & {readonly finding: Pick<Finding, 'id'>}): string {
  if (plan.fixClass === 'auto') return '--yes'
  return `--allow ${finding.id}${plan.allowSuffix === undefined ? '' : `:${plan.allowSuffix}`}`
}

/** `--allow ID`, `ID@SECRET` or `ID:LAST4`. */
export function isAllowed(allow: readonly Allowance[], {arn, name, finding, plan}: Candidate): boolean {
  return allow.some(
    ({id, secret, suffix}) =>
      id === finding.id && (secret === undefined || secret === name || secret === arn) && suffix === plan.allowSuffix,
  )
}

/** Questions stand on a terminal only, where ids are cut. */
export function shortened(question: string): string {
  return question.replaceAll(/\b([0-9A-Za-z]{8})[0-9A-Za-z]*(?:-[0-9A-Za-z]+){4}\b/g, '$1')
}
