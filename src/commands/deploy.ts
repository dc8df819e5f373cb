import {Args, type Interfaces} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {deployFlags} from '../lib/cli/deploy-flags.ts'
import {usersSource} from '../lib/cli/deploy-many-flags.ts'
import {askForDeployment, targetAsker} from '../lib/cli/deploy-wizard.ts'
import {emitFlags} from '../lib/cli/emit-flags.ts'
import {awsFlags, changeFlags} from '../lib/cli/flags.ts'
import {rotatorsFolder} from '../lib/cli/rotators-folder.ts'
import type {AwsFlagValues} from '../lib/cli/scope.ts'
import {EXIT} from '../lib/errors.ts'
import {emit, type EmitFormat} from '../lib/operations/emit.ts'
import {emitWishOf, type EmitWishes} from '../lib/operations/emit-wish.ts'
import {deployJson, type DeployJson, deployNext, deployView} from '../lib/output/views/deploy.ts'
import {emitJson, emitView} from '../lib/output/views/emit.ts'
import {deploy} from '../lib/operations/deploy.ts'
import {deployMany, deployManyActions} from '../lib/operations/deploy-many.ts'
import type {UsersSource} from '../lib/operations/deploy-many-options.ts'
import {deployManyJson, deployManyNext, deployManyView} from '../lib/output/views/deploy-many.ts'

export default class Deploy extends BaseCommand {
  static override summary = 'Deploy a rotation function that comes with secrot, and let it rotate a secret.'
  static override description =
    'Makes what is missing and nothing else: the secret with a placeholder for a value, a role that allows what the ' +
    'rotator was recorded to call on this secret and its target, a log group with a retention, the function, the ' +
    'permission to invoke it, and the schedule. The whole plan is shown and asked for once. It may be run again at any time. What the command line does not name is ' +
    'asked for in a terminal.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Ask for everything, in a terminal.'},
    {
      command: '<%= config.bin %> <%= command.id %> random-password --secret prod/session-key',
      description: 'A new secret, every 30 days.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> iam-access-key --secret prod/ci-key --user ci --every 60d --now',
      description: 'The key of a user, rotated at once.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> iam-access-key --user ci --user bot',
      description: 'A secret for each user, spread over the month.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> random-password --secret prod/session-key --dry-run',
      description: 'Only show what would be made.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> random-password --secret prod/session-key --emit terraform',
      description: 'As a file of Terraform, for somebody else to deploy.',
    },
  ]
  static override actions = deployManyActions
  static override afterCrash = 'again unless rotated' as const
  static override args = {
    rotator: Args.string({
      description: 'A rotator, as `secrot rotators` lists them.',
      ignoreStdin: true,
    }),
  }
  static override flags = {...awsFlags, ...changeFlags, ...deployFlags, ...emitFlags}

  async run(): Promise<DeployJson> {
    const {args, flags} = await this.parse(Deploy)
    const source = await usersSource(flags, from => this.listText(from, '--users'))
    if (source !== undefined) return this.#many(args.rotator, flags, source)
    const [user] = flags.user ?? []
    const {name, api, rate, cron, window, set = [], yes} = flags
    const scheduled = [flags.every, rate, cron, window].some(one => one !== undefined)
    const typed = {rotator: args.rotator, secret: flags.secret ?? flags.adopt, every: flags.every, scheduled}
    const {rotator, secret, every} = await askForDeployment(this.tools, typed)
    const retention = flags['log-retention']
    const wishes = {
      rotator,
      secretId: secret,
      name,
      user,
      api,
      every,
      rate,
      cron,
      window,
      set,
      kmsKey: flags['kms-key'],
      newKmsKey: flags['new-kms-key'],
      readers: flags.reader ?? [],
      logRetentionDays: retention === undefined ? undefined : Number(retention),
    }
    if (flags.emit !== undefined) return this.#emit(wishes, flags.emit, flags)
    const context = await this.context(flags, {secrets: [secret], changes: flags})
    const result = await deploy(context, {
      ...wishes,
      adopt: flags.adopt !== undefined,
      now: flags.now ? true : flags.later ? false : undefined,
      allow: flags.allow ?? [],
      yes,
      dryRun: flags['dry-run'],
      network: {subnets: flags.subnet ?? [], securityGroup: flags['security-group'], endpoint: flags.endpoint},
      askTarget: targetAsker(this.tools),
      rotatorsFolder: rotatorsFolder(this.config.root),
    })
    this.show(deployView, result)
    const next = deployNext(result)
    if (result.outcome === 'deployed' && result.former !== undefined) this.note(`Undo: ${result.former.back}`)
    if (next !== undefined) this.next(next)
    if (result.outcome === 'declined') this.exitWith(EXIT.unsafe)
    return deployJson(result)
  }

  /** A template asks nothing of AWS, and no region; the link of the console leads into one. */
  async #emit(wishes: EmitWishes, format: EmitFormat, flags: EmitFlags): Promise<DeployJson> {
    const link = format === 'quick-create'
    const region = link ? (await this.context(flags, {secrets: [wishes.secretId]})).scope.region : ''
    const result = await emit(emitWishOf(wishes, region), {
      format,
      templateUrl: flags['template-url'],
      rotatorsFolder: rotatorsFolder(this.config.root),
    })
    this.show(emitView, result)
    for (const note of result.notes) this.note(note)
    return emitJson(result)
  }

  async #many(
    rotator: string | undefined,
    flags: Interfaces.InferredFlags<typeof Deploy.flags>,
    source: UsersSource,
  ): Promise<DeployJson> {
    const {name, every, rate, cron, window, prefix, remove, keep, yes, set = []} = flags
    const context = await this.context(flags, {changes: flags})
    const retention = flags['log-retention']
    const result = await deployMany(context, {
      rotator: rotator ?? 'iam-access-key',
      source,
      prefix,
      name,
      every,
      rate,
      cron,
      window,
      set,
      kmsKey: flags['kms-key'],
      logRetentionDays: retention === undefined ? undefined : Number(retention),
      others: remove ? 'remove' : keep ? 'keep' : undefined,
      yes,
      dryRun: flags['dry-run'],
      rotatorsFolder: rotatorsFolder(this.config.root),
    })
    this.show(deployManyView, result)
    const next = deployManyNext(result)
    if (next !== undefined) this.next(next)
    if (result.exitCode !== EXIT.done) this.exitWith(result.exitCode)
    return deployManyJson(result)
  }
}

type EmitFlags = AwsFlagValues & {readonly 'template-url'?: string | undefined}
