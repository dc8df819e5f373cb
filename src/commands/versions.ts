import {Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {awsFlags, formatFlag, secretArg} from '../lib/cli/flags.ts'
import {checkReveal, comparedVersions, versionValueFlags} from '../lib/cli/version-flags.ts'
import type {AwsFlagValues} from '../lib/cli/scope.ts'
import {EXIT} from '../lib/errors.ts'
import {diffVersions} from '../lib/operations/diff-versions.ts'
import {revealActions, revealVersion} from '../lib/operations/reveal-version.ts'
import {listVersions, versionsActions} from '../lib/operations/versions.ts'
import {notReadLines} from '../lib/output/views/not-read.ts'
import {versionsJson} from '../lib/output/views/status-json.ts'
import {versionDiffView} from '../lib/output/views/version-diff.ts'
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
    {
      command: '<%= config.bin %> <%= command.id %> prod/orders/db --diff AWSPREVIOUS AWSCURRENT',
      description: 'What the last rotation changed in the value, without showing it.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> prod/orders/db --reveal AWSPREVIOUS --field password',
      description: 'One field of one value, after a question in a terminal.',
    },
  ]

  static override args = {secret: secretArg}
  static override flags = {
    ...awsFlags,
    ...versionValueFlags,
    deprecated: Flags.boolean({description: 'Include versions without a label.'}),
    local: Flags.boolean({description: "Times with the machine's offset instead of UTC."}),
    format: formatFlag(['table', 'json']),
  }

  static override actions = [...versionsActions, ...revealActions]

  async run(): Promise<object> {
    const {args, flags} = await this.parse(Versions)
    if (flags.reveal !== undefined) return this.#reveal(args.secret, {...flags, reveal: flags.reveal})
    const compared = flags.diff === undefined ? undefined : comparedVersions(flags.diff, args.secret)
    const typed = compared?.secret ?? args.secret
    const context = await this.context(flags, {secrets: typed === undefined ? [] : [typed]})
    const secretId = await this.secret(context, typed)
    const result =
      compared === undefined
        ? await listVersions(context, {secretId, deprecated: flags.deprecated})
        : await diffVersions(context, {secretId, from: compared.from, to: compared.to})
    this.header(result.scope)
    const {difference} = result
    if (difference === undefined) this.show(versionsView, result)
    else this.show(versionDiffView, {...result, difference})
    for (const line of notReadLines(result.notRead)) this.note(line)
    this.next(shellCommand(['secrot', 'status', secretId, ...context.scopeFlags(result.scope).secrot]))
    return versionsJson(result)
  }

  async #reveal(typed: string | undefined, flags: RevealFlags): Promise<object> {
    checkReveal(this.jsonEnabled(), this.tools.ask)
    const secrets = typed === undefined ? [] : [typed]
    const context = await this.context(flags, {secrets, changes: {}})
    const value = await revealVersion(context, {
      secretId: await this.secret(context, typed),
      version: flags.reveal,
      field: flags.field,
      onBegin: ({scope, accountId}) => this.header({...scope, accountId}),
    })
    if (value === undefined) this.exitWith(EXIT.unsafe)
    else this.writeBare(value.reveal())
    return {}
  }
}

interface RevealFlags extends AwsFlagValues {
  readonly reveal: string
  readonly field?: string | undefined
}
