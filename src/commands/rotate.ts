import {Flags, type Interfaces} from '@oclif/core'
import {awsFlags, changeFlags, repeatableFlag, secretsArg} from '../lib/cli/flags.ts'
import {ManyWatchingCommand} from '../lib/cli/many-watching-command.ts'
import {type FoundSource, manySource} from '../lib/cli/many-source.ts'
import {manyKind, rotateManyFlags} from '../lib/cli/rotate-many-flags.ts'
import {stateFolder} from '../lib/cli/state-folder.ts'
import {watchFlags} from '../lib/cli/watch-flags.ts'
import {EXIT} from '../lib/errors.ts'
import {functionWords} from '../lib/operations/function-words.ts'
import {rotateMany, rotateManyActions} from '../lib/operations/rotate-many.ts'
import type {RotationPlan} from '../lib/operations/rotate-plan.ts'
import {rotate, type RotateResult} from '../lib/operations/rotate.ts'
import {rotateManyJson, type RotateManyJson} from '../lib/output/views/rotate-many-json.ts'
import {rotatePlanView} from '../lib/output/views/rotate-plan.ts'
import {planFacts, rotateJson, startedNext, startedView, type RotateJson} from '../lib/output/views/rotate.ts'

type RotateFlags = Interfaces.InferredFlags<typeof Rotate.flags>

export default class Rotate extends ManyWatchingCommand {
  static override summary = 'Start a rotation and, with --watch, follow it to its verdict; or rotate many, one first.'
  static override description =
    'Shows what will be done and asks. With --watch it follows this one version id: steps as they happen, log lines, ' +
    'events. Ctrl-C leaves the rotation running and says how to come back.\n' +
    'Many: names, --from or a filter. One question for the whole list; one first, then --concurrency at a time. Each is ' +
    'followed to its verdict, with or without --watch, since the verdict decides whether to go on: the run stops at the ' +
    'first that does not end well, unless --keep-going. Ctrl-C starts no more, and --resume goes on with the rest.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> prod/api --watch', description: 'Rotate and see how it ends.'},
    {
      command: '<%= config.bin %> <%= command.id %> prod/api --yes --watch --json',
      description: 'The same in a script.',
    },
    {command: '<%= config.bin %> <%= command.id %> prod/api --dry-run', description: 'Only show what would be done.'},
    {
      command: '<%= config.bin %> <%= command.id %> --filter prod/ --concurrency 3 --dry-run',
      description: 'Which secrets would be rotated, and which could not be.',
    },
  ]
  static override actions = rotateManyActions
  static override afterCrash = 'again unless rotated' as const
  static override args = {secret: secretsArg}
  static override flags = {
    ...awsFlags,
    ...changeFlags,
    ...watchFlags,
    ...rotateManyFlags,
    watch: Flags.boolean({
      char: 'w',
      description: 'Follow the rotation to its verdict. Many are followed with or without it.',
    }),
    allow: Flags.string({
      ...repeatableFlag,
      description: 'Answers one question by its id: rotation-off lets a rotation that is off be switched on again.',
      helpValue: 'ID',
    }),
  }

  async run(): Promise<RotateJson | RotateManyJson> {
    const {args, flags} = await this.parse(Rotate)
    const secrets = args.secret ?? []
    const kind = manyKind(secrets, flags)
    if (kind === 'one') return this.#one(secrets, flags)
    const tools = {listText: (from: string) => this.listText(from), stateFolder: stateFolder(this.tools.env)}
    return this.#many(await manySource(kind, secrets, flags, tools), flags)
  }

  async #one(secrets: readonly string[], flags: RotateFlags): Promise<RotateJson> {
    const context = await this.context(flags, {secrets, changes: flags})
    const secretId = await this.secret(context, secrets[0])
    const result = await rotate(context, {
      secretId,
      yes: flags.yes,
      allow: flags.allow ?? [],
      dryRun: flags['dry-run'],
      watch: flags.watch ? () => this.showWatch(context, flags) : undefined,
      onPlan: plan => this.#plan(plan),
    })
    this.#show(result, functionWords(context, flags['function-profile']))
    return rotateJson(result, flags['show-logs'])
  }

  async #many({source, ...options}: FoundSource, flags: RotateFlags): Promise<RotateManyJson> {
    const context = await this.context(flags, {...options, changes: flags})
    const result = await rotateMany(context, {
      source,
      yes: flags.yes,
      dryRun: flags['dry-run'],
      concurrency: flags.concurrency ?? 1,
      keepGoing: flags['keep-going'] ?? false,
      ...(await this.manyShown(context, flags)),
    })
    this.showMany(context, result, flags)
    return rotateManyJson(result, flags['show-logs'] ?? false)
  }

  #plan(plan: RotationPlan): void {
    const hasCommand = (command: string) => this.config.findCommand(command) !== undefined
    this.note(rotatePlanView(planFacts(plan), this.stderrView, hasCommand))
  }

  #show(result: RotateResult, reach: readonly string[]): void {
    const {watched, plan} = result
    const {name} = plan.secret.description
    if (watched !== undefined) return this.showEnd(watched.end, {name, words: plan.words, functionWords: reach})
    this.show(startedView, result)
    if (result.outcome === 'started') this.next(startedNext(result, reach))
    if (result.outcome === 'declined') this.exitWith(EXIT.unsafe)
  }
}
