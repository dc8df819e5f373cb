import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {commandActions, commandNamed} from '../lib/cli/command-actions.ts'
import {awsFlags, formatFlag, repeatableFlag} from '../lib/cli/flags.ts'
import {regionOfSecrets} from '../lib/cli/region-of-secrets.ts'
import {EXIT, SecrotError} from '../lib/errors.ts'
import {policyOf, readsOf, type PolicyResult} from '../lib/operations/policy.ts'
import {policyJson, policyView} from '../lib/output/views/policy.ts'

export default class Policy extends BaseCommand {
  static override summary = 'Print the least IAM policy that a command needs.'
  static override description =
    'One statement for each kind of resource. Without --secret and --function it covers every secret and every function; ' +
    'of an ARN the region and account are used, of a name --region. Nothing is asked of AWS. Without COMMAND: all commands.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Every command with the actions that it may call.'},
    {
      command: '<%= config.bin %> <%= command.id %> rotate --secret prod/orders/db --function orders-db-rotation',
      description: 'What rotating one secret takes.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> doctor --read-only',
      description: 'What finding out takes, without any repair.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> status --region eu-central-1 --json',
      description: 'The same for a script.',
    },
  ]

  static override args = {
    command: Args.string({description: 'A command of secrot.', multiple: true, ignoreStdin: true}),
  }
  static override flags = {
    region: awsFlags.region,
    secret: Flags.string({
      ...repeatableFlag,
      description: 'Only this secret; repeat it for several.',
      helpValue: 'SECRET',
    }),
    function: Flags.string({
      ...repeatableFlag,
      description: 'Only this rotation function; repeat it for several.',
      helpValue: 'FUNCTION',
    }),
    'read-only': Flags.boolean({description: 'Leave out the actions that change something.'}),
    format: formatFlag(['table', 'json']),
  }

  async run(): Promise<object> {
    const {args, flags} = await this.parse(Policy)
    const narrowing = (['secret', 'function', 'region'] as const).filter(name => flags[name] !== undefined)
    if (args.command === undefined && narrowing.length > 0) throw commandMissing(narrowing)
    const secrets = flags.secret ?? []
    const region = regionOfSecrets(secrets, flags) ?? flags.region
    const all = commandActions(this.config)
    const commands = flags['read-only'] ? all.map(command => readsOf(command)) : all
    const result: PolicyResult =
      args.command === undefined
        ? {commands: commands.filter(({actions}) => actions.length > 0), notes: []}
        : policyOf(commandNamed(commands, args.command.join(' ')), {secrets, functions: flags.function ?? [], region})
    this.show(policyView, result)
    for (const note of result.notes) this.note(note)
    if (args.command === undefined) this.next('secrot policy status')
    return policyJson(result)
  }
}

/** Of all commands only the actions are listed, which nothing narrows. */
function commandMissing(flags: readonly string[]): SecrotError {
  return new SecrotError({
    code: 'USAGE',
    message: `${flags.map(name => `--${name}`).join(' and ')} narrows the policy of one COMMAND, and none was named.`,
    hint: 'Name one: secrot policy rotate --secret prod/api',
    exit: EXIT.usage,
  })
}
