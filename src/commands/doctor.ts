import {doctorFlags} from '../lib/cli/doctor-flags.ts'
import {DoctorCommand} from '../lib/cli/doctor-command.ts'
import {configOf} from '../lib/cli/config-file.ts'
import {doctorOptions} from '../lib/cli/doctor-options.ts'
import {awsFlags, changeFlags, formatFlag, secretsArg} from '../lib/cli/flags.ts'
import {explain} from '../lib/operations/doctor-explain.ts'
import type {DoctorOptions} from '../lib/operations/doctor-options.ts'
import {countsForExit} from '../lib/operations/doctor-report.ts'
import {doctor, doctorActions} from '../lib/operations/doctor.ts'
import {planRepairs} from '../lib/operations/plan-write.ts'
import {explainView} from '../lib/output/views/doctor-explain.ts'
import {doctorJunit} from '../lib/output/views/doctor-junit.ts'
import {doctorSarif} from '../lib/output/views/doctor-sarif.ts'

export default class Doctor extends DoctorCommand {
  static override summary = 'Find out what is wrong with the rotation of secrets, and with --fix repair it.'
  static override description =
    'Reads only, unless --fix. Only the target can say whether a value works: name it with --probe, --target or the tag ' +
    'secrot:target. Without SECRET all secrets with rotation configured or AWSPENDING left over; all with --expect-rotation.'
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
      command: '<%= config.bin %> <%= command.id %> prod/orders/db --plan repairs.json',
      description: 'Write the repairs down; secrot apply repairs.json makes them.',
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
    const {all, format, fix, plan: path, force} = flags
    const wanted = doctorOptions(secrets, flags, process.env, await configOf(flags, this.tools.env))
    const context = await this.context(flags, {secrets, ...(fix ? {changes: flags} : {})})
    const options: DoctorOptions = {...wanted, scopeFlags: context.scopeFlags().aws}
    await this.begin(context, options)
    const isListing = secrets.length === 0 && options.functionName === undefined
    const shown = {all, format, ...(isListing ? {listed: {expectRotation: options.expectRotation}} : {})}
    const result =
      path === undefined
        ? await doctor(context, options, this.listener(shown))
        : await planRepairs(context, options, {path, force})
    if (format === 'sarif') this.write(doctorSarif(result, explain('all'), this.config.version))
    else if (format === 'junit') this.write(doctorJunit(result, finding => countsForExit(finding, options)))
    else if (!fix) this.report(result, shown)
    else if (!flags['dry-run']) this.after(result)
    this.end(result)
    return result
  }

  #explain(id: string): object {
    const rules = explain(id)
    this.show(explainView, rules)
    return {rules}
  }
}
