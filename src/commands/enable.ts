import {Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {configFlags} from '../lib/cli/config-file.ts'
import {awsFlags, changeFlags, repeatableFlag, secretArg} from '../lib/cli/flags.ts'
import {scheduleFlags} from '../lib/cli/schedule-flags.ts'
import {EXIT} from '../lib/errors.ts'
import {enable, enableActions} from '../lib/operations/enable.ts'
import {functionWords} from '../lib/operations/function-words.ts'
import {enableJson, type EnableJson} from '../lib/output/views/enable-json.ts'
import {preflightView} from '../lib/output/views/enable-preflight.ts'
import {enableNext, enableUndo, enableView} from '../lib/output/views/enable.ts'

export default class Enable extends BaseCommand {
  static override summary = 'Switch the rotation of a secret on, or change its function or schedule.'
  static override description =
    'Looks first at all that a rotation needs: the function, the permission to invoke it, its role, the key, the labels ' +
    'and the schedule, with the next five windows. Where the permission is missing it is offered, and waited for. The ' +
    'first rotation starts at once, which is said before, unless it is left to the first window.'
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> prod/api --function api-rotation --every 30d',
      description: 'Look, show what will happen, and ask.',
    },
    {
      command: "<%= config.bin %> <%= command.id %> prod/api --cron '0 8 ? * SUN#1 *' --window 3h --later",
      description: 'Another schedule, without rotating at once.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> prod/api --restore --yes --json',
      description: 'As it was before it was switched off, in a script.',
    },
  ]
  static override actions = enableActions
  static override afterCrash = 'again unless rotated' as const
  static override args = {secret: secretArg}
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    function: Flags.string({
      description: 'Rotation function: a name or ARN, with :ALIAS or :VERSION. Default: the one it has or had.',
      helpValue: 'FUNCTION',
    }),
    ...scheduleFlags('restore'),
    restore: Flags.boolean({
      description: 'Function and schedule as they were; it does not rotate at once but with --now.',
      exclusive: ['every', 'rate', 'cron', 'function'],
    }),
    now: Flags.boolean({description: 'Start the first rotation at once.', exclusive: ['later']}),
    later: Flags.boolean({description: 'Leave the first rotation to the first window.'}),
    grant: Flags.boolean({description: 'Let Secrets Manager invoke the function where it may not yet.'}),
    allow: Flags.string({
      ...repeatableFlag,
      description: 'Answers one question by its id: rotation-off switches on again what somebody else switched off.',
      helpValue: 'ID',
    }),
    'function-profile': Flags.string({description: 'Profile for a function in another account.', helpValue: 'NAME'}),
    ...configFlags,
  }

  async run(): Promise<EnableJson> {
    const {args, flags} = await this.parse(Enable)
    const secrets = args.secret === undefined ? [] : [args.secret]
    const context = await this.context(flags, {secrets, changes: flags})
    const secretId = await this.secret(context, args.secret)
    const {every, rate, cron, window, restore, grant, yes} = flags
    const result = await enable(context, {
      secretId,
      every,
      rate,
      cron,
      window,
      restore,
      grant,
      yes,
      functionId: flags.function,
      functionProfile: flags['function-profile'],
      now: flags.now ? true : flags.later ? false : undefined,
      allow: flags.allow ?? [],
      dryRun: flags['dry-run'],
      onPreflight: found => this.note(preflightView(found, this.stderrView)),
    })
    this.show(enableView, result)
    const undo = enableUndo(result)
    if (undo !== undefined) this.note(`Undo: ${undo}`)
    const next = enableNext(result, functionWords(context, flags['function-profile']))
    if (next !== undefined) this.next(next)
    if (result.outcome === 'declined' || result.outcome === 'refused') this.exitWith(EXIT.unsafe)
    return enableJson(result)
  }
}
