import {BaseCommand} from '../lib/cli/base-command.ts'
import {doctorFlags} from '../lib/cli/doctor-flags.ts'
import {doctorOptions} from '../lib/cli/doctor-options.ts'
import {awsFlags, changeFlags, formatFlag, secretsArg} from '../lib/cli/flags.ts'
import {combineExitCodes, EXIT, type ExitCode} from '../lib/errors.ts'
import {explain} from '../lib/operations/doctor-explain.ts'
import type {DoctorOptions} from '../lib/operations/doctor-options.ts'
import {countsForExit} from '../lib/operations/doctor-report.ts'
import type {DoctorResult} from '../lib/operations/doctor-result.ts'
import {doctor, doctorActions} from '../lib/operations/doctor.ts'
import {explainView} from '../lib/output/views/doctor-explain.ts'
import {doctorJunit} from '../lib/output/views/doctor-junit.ts'
import {
  afterView,
  freshResult,
  repairBeginLine,
  repairStepLine,
  stateChanged,
} from '../lib/output/views/doctor-repair.ts'
import {logLine} from '../lib/output/views/doctor-log.ts'
import {doctorSarif} from '../lib/output/views/doctor-sarif.ts'
import {doctorView, unreadLines} from '../lib/output/views/doctor.ts'

export default class Doctor extends BaseCommand {
  static override summary = 'Find out what is wrong with the rotation of secrets, and with --fix repair it.'
  static override description =
    'Reads only, unless --fix. Only the target can say whether a value works: name it with --probe, --target or the tag ' +
    'secrot:target. Without SECRET all secrets with rotation configured or AWSPENDING left over.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> prod/orders/db', description: 'What is wrong, and what would help.'},
    {
      command: "<%= config.bin %> <%= command.id %> prod/orders/db --probe './pg-login orders' --fix",
      description: 'Ask the database which value works, and repair.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --fix --yes --json',
      description: 'Make the automatic repairs of all secrets, in a script.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --explain pending-live-current-dead',
      description: 'About one check.',
    },
  ]

  static override actions = doctorActions
  static override afterCrash = 'again' as const
  static override args = {secret: secretsArg}
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    ...doctorFlags,
    format: formatFlag(['table', 'json', 'sarif', 'junit']),
  }

  async run(): Promise<object> {
    const {args, flags} = await this.parse(Doctor)
    if (flags.explain !== undefined) return this.#explain(flags.explain)
    const secrets = args.secret ?? []
    const wanted = doctorOptions(secrets, flags, process.env)
    const context = await this.context(flags, {secrets, ...(flags.fix ? {changes: flags} : {})})
    const options: DoctorOptions = {...wanted, scopeFlags: context.scopeFlags().aws}
    const {accountId, arn} = await context.caller()
    this.header({accountId, region: context.scope.region, callerArn: arn, endpointUrl: context.scope.endpointUrl})
    const show = {all: flags.all, format: flags.format}
    if (flags['show-logs'])
      context.progress.warn(
        '--show-logs shows what the function wrote, secrets too: only values that this run reads are masked.',
      )
    const result = await doctor(context, options, {
      onReport: report => this.#report(report, show),
      onRepair: repair => this.note(repairBeginLine(repair, this.stderrView)),
      onStep: step => this.note(repairStepLine(step, this.stderrView)),
      onLog: line => this.note(logLine(line, this.stderrView)),
    })
    this.#end(result, {...show, repaired: flags.fix && !flags['dry-run'], options})
    return result
  }

  #explain(id: string): object {
    const rules = explain(id)
    this.show(explainView, rules)
    return {rules}
  }

  #report(result: DoctorResult, {all, format}: Shown): void {
    if (format !== 'table') return
    this.show(doctorView, {result, all, exitCode: this.#exitCode(result)})
    for (const line of unreadLines(result, this.stderrView)) this.note(line)
  }

  #end(result: DoctorResult, shown: Shown & {readonly repaired: boolean; readonly options: DoctorOptions}): void {
    const code = this.#exitCode(result)
    if (shown.format === 'sarif') this.write(doctorSarif(result, explain('all'), this.config.version))
    else if (shown.format === 'junit') this.write(doctorJunit(result, finding => countsForExit(finding, shown.options)))
    else if (shown.repaired) this.#after(result, code)
    else if (!shown.options.fix) this.#report(result, shown)
    if (result.next !== null) this.next(result.next)
    if (code !== EXIT.done) this.exitWith(code)
  }

  #after(result: DoctorResult, exitCode: ExitCode): void {
    if (result.secrets.every(secret => secret.after === null)) return
    const hasCommand = (command: string) => this.config.findCommand(command) !== undefined
    this.show(afterView, {result, exitCode, hasCommand})
    if (stateChanged(result)) this.show(doctorView, {result: freshResult(result), all: false, exitCode})
  }

  #exitCode(result: DoctorResult): ExitCode {
    return combineExitCodes([...result.secrets, ...result.failures].map(({exitCode}) => exitCode))
  }
}

interface Shown {
  readonly all: boolean
  readonly format: string
}
