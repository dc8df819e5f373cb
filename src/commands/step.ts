import {BaseCommand} from '../lib/cli/base-command.ts'
import {awsFlags, changeFlags, secretArg} from '../lib/cli/flags.ts'
import {stepFlags} from '../lib/cli/step-flags.ts'
import {askedTarget} from '../lib/cli/target-flags.ts'
import type {StepListener} from '../lib/operations/step-run.ts'
import {step, stepActions} from '../lib/operations/step.ts'
import {notReadLines} from '../lib/output/views/not-read.ts'
import {eventView, stepAheadView, stepHeading} from '../lib/output/views/step-ahead.ts'
import {stepJson, type StepJson} from '../lib/output/views/step-json.ts'
import {stepChangesView, stepLogView, stepReportView} from '../lib/output/views/step-report.ts'
import {exitOfStep, stepNext, stepView} from '../lib/output/views/step.ts'

export default class Step extends BaseCommand {
  static override summary = 'Send the steps of a pending rotation to its function, one at a time.'
  static override description =
    'A debugger for the deployed function: shows the event before it is sent, then how long it took, what it wrote, why ' +
    'it failed and what it changed, and asks how it goes on. It continues a rotation that AWS has started, with the ' +
    'pending version of that; it never writes one itself.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> prod/api', description: 'Ask at each step.'},
    {
      command: '<%= config.bin %> <%= command.id %> prod/api --only testSecret --yes --json',
      description: 'One step in a script: whether the function takes the pending value.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> prod/api --until testSecret --dry-run',
      description: 'Only show the events and the calls.',
    },
  ]
  static override actions = stepActions
  static override args = {secret: secretArg}
  static override flags = {...awsFlags, ...changeFlags, ...stepFlags}

  async run(): Promise<StepJson> {
    const {args, flags} = await this.parse(Step)
    const secrets = args.secret === undefined ? [] : [args.secret]
    const context = await this.context(flags, {secrets, changes: flags})
    const secretId = await this.secret(context, args.secret)
    const byHand = flags.only === undefined && flags.until === undefined
    if (flags['show-logs']) {
      const unread =
        flags['read-values'] || flags.probe !== undefined
          ? 'only values that it reads are masked.'
          : 'this run reads no value to mask.'
      context.progress.warn(`--show-logs shows what the function wrote, secrets too: ${unread}`)
    }
    const result = await step(context, {
      secretId,
      versionId: flags['version-id'],
      functionProfile: flags['function-profile'],
      trustedCode: flags['trust-handler'] ?? [],
      from: flags.from,
      only: flags.only,
      until: flags.until,
      yes: flags.yes,
      dryRun: flags['dry-run'],
      ...askedTarget(flags, this.tools.env),
      showLogs: flags['show-logs'],
      listener: this.#listener(byHand),
    })
    this.exitWith(exitOfStep(result))
    this.show(stepView, result)
    const next = stepNext(result)
    if (next !== undefined) this.note(next)
    return stepJson(result)
  }

  /** What is to come goes to stderr with the questions, what came of it is the answer. */
  #listener(byHand: boolean): StepListener {
    return {
      onBegin: (session, start) => {
        const {secret, caller} = session
        this.header({...secret.scope, accountId: secret.accountId, callerArn: caller.arn})
        this.note(stepHeading(session, start, this.stderrView))
        for (const line of notReadLines(session.notRead)) this.note(line)
      },
      onAhead: (ahead, more) => this.note(stepAheadView(ahead, more, this.stderrView)),
      onSent: record => this.show((one, view) => stepReportView(one, !byHand, view), record),
      onEvent: ahead => this.note(eventView(ahead)),
      onLog: record => this.note(stepLogView(record, this.stderrView)),
      onChanges: (change, last) => this.note(stepChangesView(change, last, this.stderrView)),
    }
  }
}
