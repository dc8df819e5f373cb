import {Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {awsFlags, formatFlag, secretArg} from '../lib/cli/flags.ts'
import {listVersions, versionsActions} from '../lib/operations/versions.ts'
import {notReadLines} from '../lib/output/views/not-read.ts'
import {versionsJson} from '../lib/output/views/status-json.ts'
import {versionsView} from '../lib/output/views/versions.ts'
import {shellCommand} from '../lib/shell-words.ts'

export default class Versions extends BaseCommand {
  static override summary = 'List the versions of a secret and the staging labels on them.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> prod/orders/db', description: 'Every version with a label.'},
    {
      command: '<%= config.bin %> <%= command.id %> prod/orders/db --deprecated',
      description: 'Also the versions that lost their labels, as long as AWS keeps them.',
    },
  ]

  static override args = {secret: secretArg}
  static override flags = {
    ...awsFlags,
    deprecated: Flags.boolean({description: 'Include versions without a label.'}),
    local: Flags.boolean({description: "Times with the machine's offset instead of UTC."}),
    format: formatFlag(['table', 'json']),
  }

  static override actions = versionsActions

  async run(): Promise<object> {
    const {args, flags} = await this.parse(Versions)
    const context = await this.context(flags, {secrets: args.secret === undefined ? [] : [args.secret]})
    const secretId = await this.secret(context, args.secret)
    const result = await listVersions(context, {secretId, deprecated: flags.deprecated})
    this.header(result.scope)
    this.show(versionsView, result)
    for (const line of notReadLines(result.notRead)) this.note(line)
    this.next(shellCommand(['secrot', 'status', secretId, ...context.scopeFlags(result.scope).secrot]))
    return versionsJson(result)
  }
}
