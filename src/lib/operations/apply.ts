import {parseArn} from '../arn.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {readOwnFile} from '../plan/files.ts'
import {parsePlan} from '../plan/parse.ts'
import type {PlanFile} from '../plan/plan-file.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import {repair, repairedResult} from './doctor.ts'
import type {DoctorEvents} from './doctor-events.ts'
import {untouched} from './doctor-fleet.ts'
import {look, type Look} from './doctor-look.ts'
import {answerFlags, applyCommand} from './doctor-next.ts'
import {type DoctorOptions, repairKey} from './doctor-options.ts'
import type {DoctorResult, PlanFileReport} from './doctor-result.ts'
import {planDifferences} from './plan-differences.ts'

/** Clocks of two machines may differ by so much; a larger skew was corrected by AWS's time. */
const FUTURE_MS = 5 * 60_000

export interface PlanToApply {
  readonly path: string
  readonly file: PlanFile
  /** An older plan is refused. */
  readonly maxAgeMs: number
}

/** Reads a plan file. Throws PLAN_FILE_REFUSED and PLAN_INVALID (exit 2). */
export async function readPlan(path: string): Promise<PlanFile> {
  const parsed = parsePlan(await readOwnFile(path))
  if (parsed.kind === 'plan') return parsed.plan
  throw new SecrotError({
    code: 'PLAN_INVALID',
    message: `${path} is no plan that could be applied: ${parsed.reason}.`,
    hint: 'Write a new one: secrot doctor SECRET --plan FILE',
    exit: EXIT.usage,
  })
}

/**
 * Diagnoses the secrets of a plan again, with `options` alone, and repairs as `doctor --fix` would if that leads to the
 * same plan; else nothing is done at all, and the answer says where it differs. Throws PLAN_ELSEWHERE (exit 2) for another
 * account or partition, PLAN_TOO_OLD and PLAN_FROM_FUTURE (exit 3), and what `repair` throws.
 */
export async function applyPlan(
  context: Context,
  plan: PlanToApply,
  options: DoctorOptions,
  events: DoctorEvents,
): Promise<DoctorResult> {
  const {file} = plan
  await checkCaller(context, file)
  checkAge(plan, context.clock.now())
  const secrets = file.secrets.map(({arn}) => arn)
  const planned = new Set(file.secrets.flatMap(({arn, repairs}) => repairs.map(one => repairKey(arn, one))))
  const looked = await look(context, {...options, secrets, fix: true, planned})
  events.onReport(looked.result)
  const differences = planDifferences(file, looked.diagnoses)
  if (differences.length > 0) return stale(looked, reportOf(plan, 'changed', differences))
  const result = {...(await repair(looked, events)), plan: reportOf(plan, 'equal', [])}
  return options.dryRun ? {...result, next: applyCommand(plan.path, options)} : result
}

async function checkCaller(context: Context, {account, partition}: PlanFile): Promise<void> {
  const {accountId, arn} = await context.caller()
  const own = parseArn(arn)?.partition
  if (accountId === account && own === partition) return
  const [theirs, ours] = accountId === account ? [partition, own] : [account, accountId]
  throw new SecrotError({
    code: 'PLAN_ELSEWHERE',
    message: `The plan is for ${accountId === account ? 'partition' : 'account'} ${theirs}, and this caller is of ${ours}.`,
    hint: 'Name the profile of that account: --profile NAME',
    exit: EXIT.usage,
  })
}

function checkAge({file, maxAgeMs}: PlanToApply, now: number): void {
  const {createdAt} = file
  const age = now - Date.parse(createdAt)
  if (age < -FUTURE_MS) {
    throw new SecrotError({
      code: 'PLAN_FROM_FUTURE',
      message: `The plan says that it was made at ${createdAt}, and it is ${new Date(now).toISOString()} now.`,
      hint: 'Write a new one: secrot doctor SECRET --plan FILE',
      exit: EXIT.unsafe,
    })
  }
  if (age <= maxAgeMs) return
  throw new SecrotError({
    code: 'PLAN_TOO_OLD',
    message: `The plan was made at ${createdAt}, longer ago than --max-age allows (${ageText(maxAgeMs)}).`,
    hint: 'Write a new one: secrot doctor SECRET --plan FILE',
    exit: EXIT.unsafe,
  })
}

function ageText(ms: number): string {
  return ms % 3_600_000 === 0 ? `${ms / 3_600_000}h` : `${ms / 1000}s`
}

function reportOf(
  {path, file: {createdAt, secrets}}: PlanToApply,
  outcome: PlanFileReport['outcome'],
  differences: PlanFileReport['differences'],
): PlanFileReport {
  const repairs = secrets.reduce((sum, secret) => sum + secret.repairs.length, 0)
  return {path, outcome, createdAt, secrets: secrets.length, repairs, differences}
}

/** One secret that differs is enough: what else stands in the plan may have been agreed to because of it. */
function stale(looked: Look, report: PlanFileReport): DoctorResult {
  const {options} = looked.run
  const [first] = report.differences
  const because = `STATE_CHANGED: ${first?.name}: ${first?.text}. Nothing was done`
  const broken = looked.diagnoses.filter(({findings}) => findings.some(({plan}) => plan !== undefined))
  const result = repairedResult(
    looked,
    broken.map(diagnosis => untouched(diagnosis, because)),
  )
  const words = ['doctor', ...options.secrets, ...answerFlags(options), ...options.scopeFlags]
  const next = shellCommand(['secrot', ...words, '--plan', report.path, '--force'])
  return {...result, plan: report, next}
}
