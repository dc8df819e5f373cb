import {combineExitCodes, EXIT, type ExitCode} from '../errors.ts'
import type {Context} from '../operations/context.ts'
import type {DoctorEvents} from '../operations/doctor-events.ts'
import type {DoctorOptions} from '../operations/doctor-options.ts'
import type {DoctorResult} from '../operations/doctor-result.ts'
import {logLine} from '../output/views/doctor-log.ts'
import {planChangedView, planNote} from '../output/views/doctor-plan-file.ts'
import {afterView, freshResult, repairBeginLine, repairStepLine, stateChanged} from '../output/views/doctor-repair.ts'
import {doctorView, unreadLines} from '../output/views/doctor.ts'
import {BaseCommand} from './base-command.ts'

/** How a report is shown. */
export interface ShownReport {
  readonly all: boolean
  /** Absent: table. */
  readonly format?: string
  /** Absent: secrets were named. */
  readonly listed?: {readonly expectRotation: boolean}
}

/** What `doctor` and `apply` share: the report, the repairs as they happen, what came of them, and the exit code. */
export abstract class DoctorCommand extends BaseCommand {
  /** The line above the answer, and a warning for those who want to see what the function wrote. */
  protected async begin(context: Context, options: Pick<DoctorOptions, 'showLogs'>): Promise<void> {
    const {accountId, arn} = await context.caller()
    const {region, endpointUrl, endpointsText} = context.scope
    this.header({accountId, region, callerArn: arn, endpointUrl, endpointsText})
    if (options.showLogs)
      context.progress.warn(
        '--show-logs shows what the function wrote, secrets too: only values that this run reads are masked.',
      )
  }

  /** What is shown while a run goes on. */
  protected listener(shown: ShownReport): DoctorEvents {
    return {
      onReport: report => this.report(report, shown),
      onRepair: repair => this.note(repairBeginLine(repair, this.stderrView)),
      onStep: step => this.note(repairStepLine(step, this.stderrView)),
      onLog: line => this.note(logLine(line, this.stderrView)),
    }
  }

  protected report(result: DoctorResult, {all, format = 'table', listed}: ShownReport): void {
    if (format !== 'table') return
    this.show(doctorView, {result, all, exitCode: exitCodeOf(result), ...(listed === undefined ? {} : {listed})})
    for (const line of unreadLines(result, this.stderrView)) this.note(line)
  }

  /** What came of the repairs; a fresh report where something was no longer as planned. */
  protected after(result: DoctorResult): void {
    const exitCode = exitCodeOf(result)
    if (result.plan?.outcome === 'changed') return this.show(planChangedView, {plan: result.plan, exitCode})
    if (result.secrets.every(secret => secret.after === null)) return
    this.show(afterView, {result, exitCode})
    if (stateChanged(result)) this.show(doctorView, {result: freshResult(result), all: false, exitCode})
  }

  /** The plan that was written, the next command, and the exit code. */
  protected end(result: DoctorResult): void {
    const code = exitCodeOf(result)
    const note = result.plan === null ? undefined : planNote(result.plan, this.stderrView)
    if (note !== undefined) this.note(note)
    if (result.next !== null) this.next(result.next)
    if (code !== EXIT.done) this.exitWith(code)
  }
}

function exitCodeOf({secrets, failures, plan}: DoctorResult): ExitCode {
  const stale = plan?.outcome === 'changed' ? [EXIT.unsafe] : []
  return combineExitCodes([...stale, ...[...secrets, ...failures].map(({exitCode}) => exitCode)])
}
