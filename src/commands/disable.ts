import {BaseCommand} from '../lib/cli/base-command.ts'
import {awsFlags, changeFlags, secretArg} from '../lib/cli/flags.ts'
import {EXIT} from '../lib/errors.ts'
import {disable, disableActions} from '../lib/operations/disable.ts'
import {disableJson, type DisableJson, disableNext, disableView} from '../lib/output/views/disable.ts'

export default class Disable extends BaseCommand {
  static override summary = 'Switch the rotation of a secret off.'
  static override description =
    'Says before what it leaves behind: AWS keeps function and schedule, stops a rotation that is under way, and may ' +
    'leave AWSPENDING on a version that is not current. A rotation that is off already is left as it is.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> prod/api', description: 'Show what will happen, and ask.'},
    {command: '<%= config.bin %> <%= command.id %> prod/api --yes --json', description: 'The same in a script.'},
    {command: '<%= config.bin %> <%= command.id %> prod/api --dry-run', description: 'Only show what would be done.'},
  ]
  static override actions = disableActions
  static override afterCrash = 'again' as const
  static override args = {secret: secretArg}
  static override flags = {...awsFlags, ...changeFlags}

  async run(): Promise<DisableJson> {
    const {args, flags} = await this.parse(Disable)
    const secrets = args.secret === undefined ? [] : [args.secret]
    const context = await this.context(flags, {secrets, changes: flags})
    const secretId = await this.secret(context, args.secret)
    const result = await disable(context, {secretId, yes: flags.yes, dryRun: flags['dry-run']})
    this.show(disableView, result)
    const next = disableNext(result)
    if (next !== undefined) this.next(next)
    if (result.outcome === 'declined') this.exitWith(EXIT.unsafe)
    return disableJson(result)
  }
}
