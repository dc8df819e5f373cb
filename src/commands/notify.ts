import {Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {awsFlags, changeFlags, repeatableFlag, secretsArg} from '../lib/cli/flags.ts'
import {addressesIn, checkUse, outcomesIn} from '../lib/cli/notify-flags.ts'
import {notifierFile} from '../lib/cli/notifier-file.ts'
import {EXIT} from '../lib/errors.ts'
import {notifyNext} from '../lib/operations/notify/next.ts'
import {listNotify, notify, notifyActions} from '../lib/operations/notify/notify.ts'
import type {NotifyResult} from '../lib/operations/notify/options.ts'
import {removeNotify} from '../lib/operations/notify/remove.ts'
import {notifyJson, type NotifyJson} from '../lib/output/views/notify-json.ts'
import {notifyView} from '../lib/output/views/notify.ts'

export default class Notify extends BaseCommand {
  static override summary = 'Tell a person how rotations end.'
  static override description =
    'Makes a rule of EventBridge that listens to how rotations end, a small function that makes a message of those of the ' +
    'secrets, of which it lists some hundreds, and a topic of SNS that carries it: one of each in an account and region. The message holds the secret, the step and the ' +
    'first command. The same of one version is told at most once an hour. Where it is set up already nothing is changed.'
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> prod/api --email oncall@example.com',
      description: 'Tell an address of failed and abandoned rotations.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> prod/api --on failed,abandoned,succeeded',
      description: 'Of those that succeed too; this holds for all secrets of the rule.',
    },
    {command: '<%= config.bin %> <%= command.id %> --test', description: 'Send a test message.'},
    {command: '<%= config.bin %> <%= command.id %> --list', description: 'Who is told of what.'},
    {command: '<%= config.bin %> <%= command.id %> prod/api --remove', description: 'Take a secret out again.'},
  ]
  static override actions = notifyActions
  static override afterCrash = 'again' as const
  static override args = {secret: secretsArg}
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    email: Flags.string({
      ...repeatableFlag,
      description: 'Address that is told by mail, once it has agreed.',
      helpValue: 'ADDRESS',
    }),
    topic: Flags.string({description: 'Topic that is told. Without it: one that secrot makes.', helpValue: 'ARN'}),
    on: Flags.string({
      description: 'Ends that are told: failed, abandoned, succeeded, with commas. At first: failed,abandoned.',
      helpValue: 'END,END',
    }),
    test: Flags.boolean({description: 'Send a test message.'}),
    list: Flags.boolean({
      description: 'Only show what is set up, and which secrets of it are gone.',
      exclusive: ['remove', 'test', 'email', 'topic', 'on'],
    }),
    remove: Flags.boolean({
      description: 'Take the secrets out of the list; with the last one the rule, the function and its role go.',
      exclusive: ['test', 'email', 'topic', 'on'],
    }),
    allow: Flags.string({
      ...repeatableFlag,
      description:
        'With --remove: secrot-notify answers its question; the ARN of the topic that secrot made takes that away too.',
      helpValue: 'NAME',
    }),
  }

  async run(): Promise<NotifyJson> {
    const {args, flags} = await this.parse(Notify)
    const {secret: secretIds = []} = args
    checkUse(secretIds, flags)
    const {topic: topicArn, test, yes, allow = [], 'dry-run': dryRun} = flags
    const on = outcomesIn(flags.on)
    const emails = addressesIn(flags.email)
    const context = await this.context(flags, {secrets: secretIds, ...(flags.list ? {} : {changes: flags})})
    const result = flags.list
      ? await listNotify(context)
      : flags.remove
        ? await removeNotify(context, {secretIds, yes, allow, dryRun})
        : await notify(context, {
            secretIds,
            emails,
            topicArn,
            on,
            test,
            yes,
            dryRun,
            codeFile: notifierFile(this.config.root),
          })
    return this.#answer(context, result)
  }

  #answer(context: Parameters<typeof notifyNext>[0], result: NotifyResult): NotifyJson {
    this.show(notifyView, result)
    const next = notifyNext(context, result)
    if (next !== undefined) this.next(next)
    if (result.outcome === 'declined') this.exitWith(EXIT.unsafe)
    return notifyJson(result)
  }
}
