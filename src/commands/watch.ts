import {Flags} from '@oclif/core'
import {awsFlags, secretArg} from '../lib/cli/flags.ts'
import {watchFlags} from '../lib/cli/watch-flags.ts'
import {WatchingCommand} from '../lib/cli/watching-command.ts'
import {shellCommand} from '../lib/shell-words.ts'
import {functionWords} from '../lib/operations/function-words.ts'
import {watchActions, watchRotation, type WatchResult} from '../lib/operations/watch.ts'
import type {EndAbout} from '../lib/output/views/watch-end.ts'
import {watchIdleView, watchJson, type WatchJson} from '../lib/output/views/watch.ts'

export default class Watch extends WatchingCommand {
  static override summary = 'Follow a rotation that somebody else started, to its verdict.'
  static override description =
    'Watches one version id: labels, events and the log of the function in one timeline. Nothing is changed. ' +
    'While it runs: l shows or hides log lines, d or Ctrl-C leaves the rotation running.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> prod/orders/db', description: 'Follow the rotation under way.'},
    {
      command: '<%= config.bin %> <%= command.id %> prod/orders/db --version-id 5f0d2a71',
      description: 'Come back to a rotation that was left.',
    },
  ]
  static override actions = watchActions
  static override args = {secret: secretArg}
  static override flags = {
    ...awsFlags,
    ...watchFlags,
    'version-id': Flags.string({
      description: 'The version to follow, or how its id begins. Default: the one that AWSPENDING is on.',
      helpValue: 'ID',
    }),
  }

  async run(): Promise<WatchJson> {
    const {args, flags} = await this.parse(Watch)
    const secrets = args.secret === undefined ? [] : [args.secret]
    const context = await this.context(flags, {secrets})
    const secretId = await this.secret(context, args.secret)
    const shown = this.showWatch(context, flags)
    try {
      const result = await watchRotation(context, {
        ...shown,
        secretId,
        versionId: flags['version-id'],
        onBegin: ({secret, caller}) =>
          this.header({accountId: secret.accountId, ...secret.scope, callerArn: caller.arn}),
      })
      const words = [secretId, ...context.scopeFlags(result.secret.scope).secrot]
      this.#show(result, {words, functionWords: functionWords(context, flags['function-profile'])})
      return watchJson(result, flags['show-logs'])
    } finally {
      shown.stop()
    }
  }

  #show(result: WatchResult, named: Omit<EndAbout, 'name' | 'hasCommand'>): void {
    const {name} = result.secret.description
    if (result.watched !== undefined) return this.showEnd(result.watched.end, {name, ...named})
    this.show(watchIdleView, result)
    this.next(shellCommand(['secrot', 'status', ...named.words]))
  }
}
