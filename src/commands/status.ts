import {Flags} from '@oclif/core'
import {BaseCommand} from '../lib/cli/base-command.ts'
import {configFlags, configOf} from '../lib/cli/config-file.ts'
import {checkAccountRole, checkEverywhere} from '../lib/cli/fleet-places.ts'
import {fleetFlags, formatFlag, secretsArg} from '../lib/cli/flags.ts'
import {listenForResize} from '../lib/cli/resize.ts'
import {filterFlag, scopesOf, tagFlag, verdictsFlag} from '../lib/cli/status-flags.ts'
import {surroundingsOf} from '../lib/cli/surroundings.ts'
import {combineExitCodes, EXIT, type ExitCode, SecrotError} from '../lib/errors.ts'
import type {Context} from '../lib/operations/context.ts'
import {type Fleet, makeFleet} from '../lib/operations/status-fleet.ts'
import {accountScopesActions, inAccounts} from '../lib/operations/account-scopes.ts'
import {ALL_REGIONS, enabledRegionsActions, inEnabledRegions} from '../lib/operations/enabled-regions.ts'
import {statusCredentialsActions} from '../lib/operations/status-credentials.ts'
import {statusActions} from '../lib/operations/status-reader.ts'
import type {FleetStatus, SecretStatus, StatusLine} from '../lib/operations/status-result.ts'
import {statusOfSecret} from '../lib/operations/status.ts'
import {fleetHeaders} from '../lib/output/views/fleet-headers.ts'
import {notReadLines} from '../lib/output/views/not-read.ts'
import {failureLines, fleetView} from '../lib/output/views/status-fleet.ts'
import {fleetJson, lineJson, secretJson, statusJson} from '../lib/output/views/status-json.ts'
import {statusView} from '../lib/output/views/status.ts'
import type {Verdict} from '../lib/rotation/judgement.ts'
import {shellCommand} from '../lib/shell-words.ts'

/** How often `--watch` looks again: one secret is cheap, a fleet costs its listing and a trail that is shared by all. */
const secretEveryMs = 10_000
const fleetEveryMs = 30_000

/** Account Management answers for all regions of a partition in one of them; a profile of another partition names its own. */
const ANY_REGION = 'us-east-1'

export default class Status extends BaseCommand {
  static override summary = 'Show which secrets rotate, which are late and which are stuck.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Every secret of the region, worst first.'},
    {command: '<%= config.bin %> <%= command.id %> prod/orders/db', description: 'The whole picture of one secret.'},
    {
      command: '<%= config.bin %> <%= command.id %> --region all --stuck',
      description: 'What is stuck, in every region of the account.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --region eu-central-1 --region eu-west-1 --fail-on stuck,failing',
      description: 'Two regions at once; exit 3 when something is stuck or failing.',
    },
  ]

  static override args = {secret: secretsArg}
  static override flags = {
    ...fleetFlags,
    ...configFlags,
    'account-role': Flags.string({
      description: 'Assume the role of this name in each account of the configuration file, and list them all.',
      helpValue: 'NAME',
    }),
    full: Flags.boolean({description: 'Read everything about one SECRET, also where nothing asks for it.'}),
    'read-values': Flags.boolean({
      description: 'Also read the values of one SECRET (GetSecretValue), to tell which version holds which key.',
    }),
    filter: filterFlag({description: 'Only secrets that AWS finds by it; a value alone is the beginning of a name.'}),
    tag: tagFlag({description: 'Only secrets with this tag.'}),
    verdict: verdictsFlag({description: 'Show only these verdicts.'}),
    stuck: Flags.boolean({description: 'Show only what is stuck.'}),
    late: Flags.boolean({description: 'Show only what is late.'}),
    'fail-on': verdictsFlag({description: 'Exit with 3 when a shown secret has one of these verdicts.'}),
    watch: Flags.boolean({description: 'Look again and again until Ctrl-C.'}),
    parallel: Flags.boolean({description: 'List a large fleet with more requests at the same time.'}),
    local: Flags.boolean({description: "Times with the machine's offset instead of UTC."}),
    format: formatFlag(['table', 'json', 'ndjson']),
  }

  static override actions = [
    ...statusActions,
    ...statusCredentialsActions,
    ...enabledRegionsActions,
    ...accountScopesActions,
  ]

  #failOn: readonly Verdict[] = []
  /** Whether a new look takes the place of the one before; lines of ndjson stay. */
  #redrawn = true
  #seen = new Map<string, string>()

  async run(): Promise<object | undefined> {
    const {args, flags} = await this.parse(Status)
    const secrets = args.secret ?? []
    const shown = [
      ...(flags.verdict ?? []).flat(),
      ...(flags.stuck ? ['stuck' as const] : []),
      ...(flags.late ? ['late' as const] : []),
    ]
    this.#failOn = (flags['fail-on'] ?? []).flat()
    if (flags.watch && this.jsonEnabled()) throw usage('--watch has no single answer.', 'Take --format ndjson.')
    if (secrets.length > 0 && (flags.filter ?? flags.tag) !== undefined)
      throw usage('--filter and --tag choose from the listing, SECRET names one.', 'Leave one of them out.')
    if (secrets.length > 0 && flags.parallel)
      throw usage('--parallel is about the listing, SECRET names one.', 'Leave one of them out.')
    const config = await configOf(flags, this.tools.env)
    const role = flags['account-role']
    if (role !== undefined) checkAccountRole(role, secrets, flags.profile ?? [], config)
    if (flags.region?.includes(ALL_REGIONS) === true) checkEverywhere(flags.region, secrets)
    const regions = flags.region ?? (secrets.length === 0 ? config.regions : [])
    const scopes = scopesOf({profile: flags.profile, region: regions})
    const one = secrets.length === 1 && shown.length === 0 && scopes.length === 1 ? secrets[0] : undefined
    if (flags.full && one === undefined)
      throw usage('--full reads one SECRET.', 'Name one: secrot status SECRET --full')
    if (flags['read-values'] && one === undefined)
      throw usage('--read-values reads those of one SECRET.', 'Name one: secrot status SECRET --read-values')
    const [first] = regions
    const place = first === ALL_REGIONS ? {region: undefined, otherwiseRegion: ANY_REGION} : {region: first}
    const context = await this.context({...flags, profile: flags.profile?.[0], ...place}, {secrets})
    const format = flags.format
    this.#redrawn = format !== 'ndjson'
    const typedArn = secrets.some(secret => secret.startsWith('arn:'))
    const words = (line: StatusLine): readonly string[] => [
      typedArn ? line.arn : line.name,
      ...context.scopeFlags({region: line.region, ...(line.profile === undefined ? {} : {profile: line.profile})})
        .secrot,
    ]
    if (one !== undefined) {
      const look = (): Promise<SecretStatus> =>
        statusOfSecret(context, {secretId: one, full: flags.full, readValues: flags['read-values'], naming: words})
      return this.#repeat(context, flags.watch, secretEveryMs, async () => {
        const status = await look()
        return () => this.#showSecret(status, format)
      })
    }
    const accounts = {roleName: role ?? '', accounts: Object.keys(config.accounts)}
    const places = role === undefined ? scopes : await inAccounts(context, scopes, accounts)
    const fleet: Fleet = makeFleet(context, {
      ...(await inEnabledRegions(context, places)),
      secrets,
      filters: flags.filter ?? [],
      tags: flags.tag ?? [],
      parallel: flags.parallel,
      naming: words,
      ...(shown.length === 0 ? {} : {verdicts: shown}),
      ...this.#listener(format),
    })
    return this.#repeat(context, flags.watch, fleetEveryMs, async () => {
      const found = await fleet.look()
      return () => this.#showFleet(found, format)
    })
  }

  /**
   * A terminal shows the newest look alone, and the one before it until that is done, drawn again when its size changes; a
   * pipe gets one after the other.
   */
  async #repeat(context: Context, again: boolean, everyMs: number, look: () => Promise<() => object>): Promise<object> {
    let settle = (): void => undefined
    try {
      for (let looks = 1; ; looks += 1) {
        const show = await look()
        settle()
        if (looks > 1 && this.#redrawn) this.clear()
        const answer = show()
        if (!again) return answer
        if (this.#redrawn) settle = listenForResize(surroundingsOf(this.config), () => this.#redraw(show))
        await context.clock.sleep(everyMs, context.signal)
      }
    } finally {
      settle()
    }
  }

  #redraw(show: () => object): void {
    this.clear()
    show()
  }

  #showSecret(status: SecretStatus, format: string): object {
    this.showAsOf(status.startedAt)
    this.header(status.scope)
    if (format === 'ndjson') this.#writeChanged(status.line)
    else this.show(statusView, status)
    for (const line of notReadLines(status.line.notRead)) this.note(line)
    this.#exit([status.line], [])
    if (status.next !== undefined) this.next(shellCommand(status.next))
    this.writeItems(
      'secrets',
      secretJson(status, line => this.#exitOf(line)),
    )
    return statusJson(status)
  }

  #showFleet(fleet: FleetStatus, format: string): object {
    this.showAsOf(fleet.startedAt)
    for (const scope of fleetHeaders(fleet.scopes)) this.header(scope)
    this.note('')
    if (format !== 'ndjson') this.show(fleetView, fleet)
    for (const line of [...failureLines(fleet.failures), ...notReadLines(fleet.notRead)]) this.note(line)
    this.#exit(
      fleet.lines,
      fleet.failures.map(failure => failure.exit),
    )
    if (fleet.next !== undefined) this.next(shellCommand(fleet.next))
    this.writeItems('secrets')
    return fleetJson(fleet)
  }

  /** Machines get each secret as soon as it is known; people get all of them in order. */
  #listener(format: string): {onLine?: (line: StatusLine) => void} {
    if (format === 'ndjson') return {onLine: line => this.#writeChanged(line)}
    if (!this.jsonEnabled()) return {}
    return {
      onLine: line =>
        this.writeItems(
          'secrets',
          lineJson(line, each => this.#exitOf(each)),
        ),
    }
  }

  /** A line of ndjson; while watching, only what differs from the look before. */
  #writeChanged(line: StatusLine): void {
    const object = lineJson(line, each => this.#exitOf(each))
    const text = JSON.stringify(object)
    if (this.#seen.get(line.arn) === text) return
    this.#seen.set(line.arn, text)
    this.writeLine(object)
  }

  #exitOf(line: StatusLine): ExitCode {
    return this.#failOn.includes(line.verdict) ? EXIT.unsafe : EXIT.done
  }

  #exit(lines: readonly StatusLine[], codes: readonly ExitCode[]): void {
    const found = new Set(lines.filter(line => this.#exitOf(line) !== EXIT.done).map(({verdict}) => verdict))
    const code = combineExitCodes([...(found.size === 0 ? [] : [EXIT.unsafe]), ...codes])
    if (found.size > 0) this.note(`--fail-on: ${[...found].join(', ')} (exit ${code})`)
    if (code !== EXIT.done) this.exitWith(code)
  }
}

function usage(message: string, hint: string): SecrotError {
  return new SecrotError({code: 'USAGE', message, hint, exit: EXIT.usage})
}
