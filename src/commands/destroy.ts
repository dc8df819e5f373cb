import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {awsFlags, changeFlags} from '../lib/cli/flags.ts'
import {EXIT} from '../lib/errors.ts'
import {destroy, destroyActions} from '../lib/operations/destroy.ts'
import {destroyJson, type DestroyJson, destroyNext, destroyView} from '../lib/output/views/destroy.ts'

export default class Destroy extends BaseCommand {
  static override summary = 'Take away what deploy has made, and never a secret or a key.'
  static override description =
    'Switches the rotations off that point to the function, then takes away the permission, the function, and the role ' +
    'with its policy; the log group with --logs. The secrets keep their values and their versions. While a rotation is ' +
    'under way, or its role has policies of others, nothing is taken away.'
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> secrot-random-password',
      description: 'Show it all, and ask for the name.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> secrot-random-password --logs --yes',
      description: 'Its log too, in a script.',
    },
  ]
  static override actions = destroyActions
  static override afterCrash = 'again' as const
  static override args = {
    name: Args.string({description: 'Name of the function, as deploy made it.', required: true, ignoreStdin: true}),
  }
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    logs: Flags.boolean({description: 'Take the log group away too, with all its lines.'}),
  }

  async run(): Promise<DestroyJson> {
    const {args, flags} = await this.parse(Destroy)
    const context = await this.context(flags, {changes: flags})
    const {logs, yes, 'dry-run': dryRun} = flags
    const result = await destroy(context, {name: args.name, logs, yes, dryRun})
    this.show(destroyView, result)
    const next = destroyNext(result)
    if (next !== undefined) this.next(next)
    if (result.outcome === 'declined') this.exitWith(EXIT.unsafe)
    return destroyJson(result)
  }
}
