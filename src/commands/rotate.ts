import {Flags} from '@oclif/core'
import {awsFlags, changeFlags, repeatableFlag, secretArg} from '../lib/cli/flags.ts'
import {watchFlags} from '../lib/cli/watch-flags.ts'
import {WatchingCommand} from '../lib/cli/watching-command.ts'
import {EXIT} from '../lib/errors.ts'
import type {RotationPlan} from '../lib/operations/rotate-plan.ts'
import {rotate, rotateActions, type RotateResult} from '../lib/operations/rotate.ts'
import {rotatePlanView} from '../lib/output/views/rotate-plan.ts'
import {planFacts, rotateJson, startedNext, startedView, type RotateJson} from '../lib/output/views/rotate.ts'

export default class Rotate extends WatchingCommand {
  static override summary = 'Start a rotation and, with --watch, follow it to its verdict.'
  static override description =
    'Shows what will be done and asks. With --watch it follows this one version id: steps as they happen, log lines, ' +
    'events. Ctrl-C leaves the rotation running and says how to come back.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> prod/api --watch', description: 'Rotate and see how it ends.'},
    {
      command: '<%= config.bin %> <%= command.id %> prod/api --yes --watch --json',
      description: 'The same in a script.',
    },
    {command: '<%= config.bin %> <%= command.id %> prod/api --dry-run', description: 'Only show what would be done.'},
  ]
  static override actions = rotateActions
  static override afterCrash = 'again unless rotated' as const
  static override args = {secret: secretArg}
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    ...watchFlags,
    watch: Flags.boolean({char: 'w', description: 'Follow the rotation to its verdict.'}),
    allow: Flags.string({
      ...repeatableFlag,
      description: 'Answers one question by its id: rotation-off lets a rotation that is off be switched on again.',
      helpValue: 'ID',
    }),
  }

  async run(): Promise<RotateJson> {
    const {args, flags} = await this.parse(Rotate)
    const secrets = args.secret === undefined ? [] : [args.secret]
    const context = await this.context(flags, {secrets, changes: flags})
    const secretId = await this.secret(context, args.secret)
    const result = await rotate(context, {
      secretId,
      yes: flags.yes,
      allow: flags.allow ?? [],
      dryRun: flags['dry-run'],
      watch: flags.watch ? () => this.showWatch(context, flags) : undefined,
      onPlan: plan => this.#plan(plan),
    })
    this.#show(result, flags['function-profile'])
    return rotateJson(result, flags['show-logs'])
  }

  #plan(plan: RotationPlan): void {
    const hasCommand = (command: string) => this.config.findCommand(command) !== undefined
    this.note(rotatePlanView(planFacts(plan), this.stderrView, hasCommand))
  }

  #show(result: RotateResult, functionProfile: string | undefined): void {
    const {watched, plan} = result
    const {name} = plan.secret.description
    if (watched !== undefined) return this.showEnd(watched.end, {name, words: plan.words, functionProfile})
    this.show(startedView, result)
    if (result.outcome === 'started') this.next(startedNext(result))
    if (result.outcome === 'declined') this.exitWith(EXIT.unsafe)
  }
}
