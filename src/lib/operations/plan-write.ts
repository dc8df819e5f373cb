import {EXIT, SecrotError} from '../errors.ts'
import {checkFree, writeOwnFile} from '../plan/files.ts'
import {parsePlan} from '../plan/parse.ts'
import type {Context} from './context.ts'
import {look} from './doctor-look.ts'
import {applyCommand} from './doctor-next.ts'
import type {DoctorOptions} from './doctor-options.ts'
import type {DoctorResult} from './doctor-result.ts'
import {planFileOf} from './plan-derived.ts'

export interface PlanTarget {
  readonly path: string
  /** Replaces a file that is there. Absent: exit 2. */
  readonly force: boolean
}

/**
 * Diagnoses secrets and writes the repairs that `--fix` would offer to a file; AWS is only read. Where there is nothing to
 * repair no file is written. Throws what a diagnosis throws, PLAN_FILE_REFUSED (exit 2), PLAN_NOT_WRITTEN (exit 1), and
 * PLAN_NOT_EXPRESSIBLE (exit 3) for what `apply` would not read again.
 */
export async function planRepairs(context: Context, options: DoctorOptions, target: PlanTarget): Promise<DoctorResult> {
  const {path, force} = target
  await checkFree(path, force)
  const looked = await look(context, options)
  const file = planFileOf(looked)
  const {createdAt, secrets} = file
  const repairs = secrets.reduce((sum, secret) => sum + secret.repairs.length, 0)
  const report = {path, createdAt, secrets: secrets.length, repairs, differences: []}
  if (repairs === 0) return {...looked.result, plan: {...report, outcome: 'empty'}}
  const text = `${JSON.stringify(file, null, 2)}\n`
  const parsed = parsePlan(text)
  if (parsed.kind === 'invalid') throw notExpressible(parsed.reason)
  await writeOwnFile(path, text, {force})
  const next = applyCommand(path, {...options, readValues: options.readValues || wasAsked(context, options)})
  return {...looked.result, plan: {...report, outcome: 'written'}, next}
}

/** Whether somebody let the values be read by an answer: no flag of this command line says so. */
function wasAsked({calledActions}: Context, {probe}: DoctorOptions): boolean {
  return probe === undefined && calledActions.includes('secretsmanager:GetSecretValue')
}

function notExpressible(reason: string): SecrotError {
  return new SecrotError({
    code: 'PLAN_NOT_EXPRESSIBLE',
    message: `These repairs cannot be written to a file: ${reason}.`,
    hint: 'Repair without a file: --fix in place of --plan FILE',
    exit: EXIT.unsafe,
  })
}
