import {Flags, type Interfaces} from '@oclif/core'
import {awsFlags, changeFlags, repeatableFlag, secretsArg} from '../lib/cli/flags.ts'
import {ManyWatchingCommand} from '../lib/cli/many-watching-command.ts'
import {type FoundSource, manySource} from '../lib/cli/many-source.ts'
import {manyKind, rotateManyFlags} from '../lib/cli/rotate-many-flags.ts'
import {stateFolder} from '../lib/cli/state-folder.ts'
import {watchFlags} from '../lib/cli/watch-flags.ts'
import {EXIT} from '../lib/errors.ts'
import type {Context} from '../lib/operations/context.ts'
import {functionWords} from '../lib/operations/function-words.ts'
import {rotateCompromised, rotateCompromisedActions} from '../lib/operations/rotate-compromised.ts'
import {rotateMany, rotateManyActions} from '../lib/operations/rotate-many.ts'
import type {RotationPlan} from '../lib/operations/rotate-plan.ts'
import {rotate, type RotateResult} from '../lib/operations/rotate.ts'
import {repairStepLine} from '../lib/output/views/doctor-repair.ts'
import {labelPlanView} from '../lib/output/views/label-plan.ts'
import {retireView} from '../lib/output/views/retire.ts'
import {rotateManyJson, type RotateManyJson} from '../lib/output/views/rotate-many-json.ts'
import {type RotatePlanFacts, rotatePlanView} from '../lib/output/views/rotate-plan.ts'
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
      command: '<%= config.bin %> <%= command.id %> prod/ci/deploy-key --compromised',
      description: 'The key has leaked: rotate, then end the old one.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --filter prod/ --concurrency 3 --dry-run',
      description: 'Which secrets would be rotated, and which could not be.',
    },
  ]
  static override actions = [...new Set([...rotateManyActions, ...rotateCompromisedActions])]
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
    compromised: Flags.boolean({
      description:
        'The credential has leaked: rotate, follow it, and end the old one at once. Reads values; one question for both.',
    }),
    allow: Flags.string({
      ...repeatableFlag,
      description:
        'Answers one question by its id: rotation-off lets a rotation that is off be switched on again, retire:LAST4 that of --compromised.',
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
    if (flags.compromised) return this.#compromised(context, secretId, flags)
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

  async #compromised(context: Context, secretId: string, flags: RotateFlags): Promise<RotateJson> {
    const {rotated, retired} = await rotateCompromised(context, {
      secretId,
      allow: flags.allow ?? [],
      dryRun: flags['dry-run'],
      functionProfile: flags['function-profile'],
      watch: () => this.showWatch(context, flags),
      onPlan: (plan, ends) => this.#plan(plan, ends),
      onRetirePlan: plan => this.note(labelPlanView(plan, this.stderrView)),
      onStep: step => this.note(repairStepLine(step, this.stderrView)),
    })
    this.#show(rotated, functionWords(context, flags['function-profile']))
    if (retired !== undefined) this.show(retireView, retired)
    else if (rotated.watched !== undefined)
      this.note('The old credential was not ended: the rotation has not succeeded.')
    if (retired?.outcome === 'not-proven') this.exitWith(EXIT.unsafe)
    return rotateJson(rotated, flags['show-logs'], retired)
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

  #plan(plan: RotationPlan, ends?: RotatePlanFacts['ends']): void {
    const hasCommand = (command: string) => this.config.findCommand(command) !== undefined
    this.note(rotatePlanView(planFacts(plan, ends), this.stderrView, hasCommand))
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
