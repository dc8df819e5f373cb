import {Args} from '@oclif/core'
import {DoctorCommand} from '../lib/cli/doctor-command.ts'
import {diagnosisFlags} from '../lib/cli/doctor-flags.ts'
import {configOf} from '../lib/cli/config-file.ts'
import {doctorOptions} from '../lib/cli/doctor-options.ts'
import {awsFlags, changeFlags, durationFlag} from '../lib/cli/flags.ts'
import {EXIT, SecrotError} from '../lib/errors.ts'
import {applyPlan, readPlan} from '../lib/operations/apply.ts'
import {doctorActions} from '../lib/operations/doctor.ts'
import type {DoctorResult} from '../lib/operations/doctor-result.ts'

export default class Apply extends DoctorCommand {
  static override summary = 'Make the repairs of a plan that secrot doctor --plan wrote.'
  static override description =
    'Diagnoses the secrets of the plan again, with the flags of this command line alone, and acts only if that leads to ' +
    'the same plan; it asks as doctor --fix does. Give the flags that the plan was made with: --probe, --target, ' +
    '--attest and the like do not stand in the file.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> repairs.json', description: 'Asks for each repair.'},
    {
      command: "<%= config.bin %> <%= command.id %> repairs.json --probe './pg-login orders'",
      description: 'A plan that rests on what the database answers.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> repairs.json --yes --json',
      description: 'The automatic repairs, in a script.',
    },
  ]
  static override actions = doctorActions
  static override args = {
    file: Args.string({description: 'Plan of secrot doctor --plan.', required: true, ignoreStdin: true}),
  }
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    ...diagnosisFlags,
    'max-age': durationFlag({
      default: 24 * 3_600_000,
      defaultHelp: () => Promise.resolve('24h'),
      description: 'Refuse a plan that is older.',
    }),
  }

  async run(): Promise<DoctorResult> {
    const {args, flags} = await this.parse(Apply)
    const file = await readPlan(args.file)
    const secrets = file.secrets.map(({arn}) => arn)
    const wanted = doctorOptions(secrets, {...flags, fix: true}, process.env, await configOf(flags, this.tools.env))
    if (flags.region !== undefined && flags.region !== file.region) throw otherRegion(file.region, flags.region)
    const context = await this.context({...flags, region: file.region}, {changes: flags})
    const options = {...wanted, scopeFlags: context.scopeFlags().aws}
    await this.begin(context, options)
    const plan = {path: args.file, file, maxAgeMs: flags['max-age']}
    const result = await applyPlan(context, plan, options, this.listener({all: flags.all}))
    if (!flags['dry-run'] || result.plan?.outcome === 'changed') this.after(result)
    this.end(result)
    return result
  }
}

function otherRegion(planned: string, typed: string): SecrotError {
  return new SecrotError({
    code: 'PLAN_ELSEWHERE',
    message: `The plan is for ${planned}, --region says ${typed}.`,
    hint: 'Leave --region away: that of the plan is used.',
    exit: EXIT.usage,
  })
}
