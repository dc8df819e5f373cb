import {Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {functionLogFlags} from '../lib/cli/function-log-flags.ts'
import {awsFlags, durationFlag, formatFlag, secretArg} from '../lib/cli/flags.ts'
import {EXIT, SecrotError} from '../lib/errors.ts'
import type {Context} from '../lib/operations/context.ts'
import {followHistory} from '../lib/operations/history-follow.ts'
import type {HistoryResult} from '../lib/operations/history-result.ts'
import {history, historyActions, type HistoryRead} from '../lib/operations/history.ts'
import {historyItems, historyJson, lineItem, notReadItem} from '../lib/output/views/history-json.ts'
import {historyLineView} from '../lib/output/views/history-line.ts'
import {dayHeads, followNote, historyView} from '../lib/output/views/history.ts'
import {notReadLines} from '../lib/output/views/not-read.ts'
import {shellCommand} from '../lib/shell-words.ts'

export default class History extends BaseCommand {
  static override summary = 'Tell what happened to a secret: who did what, and why a rotation failed.'
  static override description =
    'One timeline of CloudTrail, the log of the rotation function and the labels. The root error of the last rotation ' +
    'that failed stands first. Nothing is changed, and no value is read.'
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> prod/orders/db',
      description: 'Since the last rotation that went well.',
    },
    {command: '<%= config.bin %> <%= command.id %> prod/orders/db --since 30d', description: 'The last 30 days.'},
    {command: '<%= config.bin %> <%= command.id %> prod/orders/db --json', description: 'The same for a script.'},
    {
      command: '<%= config.bin %> <%= command.id %> prod/orders/db --follow --format ndjson',
      description: 'One object a line, and what happens from now on until Ctrl-C.',
    },
  ]
  static override actions = historyActions
  static override args = {secret: secretArg}
  static override flags = {
    ...awsFlags,
    since: durationFlag({
      description:
        'How far back. CloudTrail keeps 90 days. Default: shortly before the last rotation that succeeded, 7d at least.',
    }),
    limit: Flags.integer({description: 'Lines of the timeline, the newest.', default: 100, min: 1, helpValue: 'N'}),
    follow: Flags.boolean({description: 'Go on with what happens from now on, until Ctrl-C.'}),
    ...functionLogFlags,
    format: formatFlag(['table', 'json', 'ndjson']),
  }

  async run(): Promise<object> {
    const {args, flags} = await this.parse(History)
    if (flags.follow && this.jsonEnabled()) throw noSingleAnswer()
    const secrets = args.secret === undefined ? [] : [args.secret]
    const context = await this.context(flags, {secrets})
    const secretId = await this.secret(context, args.secret)
    if (flags['show-logs']) {
      context.progress.warn('--show-logs shows what the function wrote, secrets too: this run reads no value to mask.')
    }
    const {result, read} = await history(context, {
      secretId,
      spanMs: flags.since,
      limit: flags.limit,
      functionProfile: flags['function-profile'],
      ...(flags['show-logs'] ? {unhide: (text: string) => text} : {}),
      naming: scope => [secretId, ...context.scopeFlags(scope).secrot],
    })
    this.showAsOf(result.readAt)
    this.header(result.scope)
    if (flags.format === 'ndjson') for (const item of historyItems(result)) this.writeLine(item)
    else this.show(historyView, result)
    for (const line of notReadLines(result.notRead)) this.note(line)
    if (flags.follow) return this.#follow(context, read, flags.format === 'ndjson', result)
    if (result.next !== undefined) this.next(shellCommand(result.next))
    return historyJson(result)
  }

  #follow(context: Context, read: HistoryRead, ndjson: boolean, {name, lines}: HistoryResult): Promise<never> {
    this.note(followNote(name))
    const days = dayHeads(this.stdoutView)
    const last = lines.at(-1)
    if (last !== undefined) days(last)
    return followHistory(context, read, {
      onLine: line => {
        if (ndjson) this.writeLine(lineItem(line))
        else for (const text of [...days(line), historyLineView(line, this.stdoutView)]) this.write(text)
      },
      onNotRead: missing => {
        if (ndjson) this.writeLine(notReadItem(missing))
        for (const line of notReadLines([missing])) this.note(line)
      },
    })
  }
}

function noSingleAnswer(): SecrotError {
  return new SecrotError({
    code: 'USAGE',
    message: '--follow has no single answer.',
    hint: 'Take --format ndjson.',
    exit: EXIT.usage,
  })
}
