import {BaseCommand} from '../lib/cli/base-command.ts'
import type {AwsFlagValues} from '../lib/cli/scope.ts'
import {awsFlags} from '../lib/cli/flags.ts'
import {argvOf, menuLines, type MenuLine} from '../lib/cli/menu-lines.ts'
import {chooseLine} from '../lib/cli/menu-picker.ts'
import {surroundingsOf} from '../lib/cli/surroundings.ts'
import {nobodyToAsk} from '../lib/cli/prompts.ts'
import {SecrotError} from '../lib/errors.ts'
import type {Context} from '../lib/operations/context.ts'
import {firstLooks} from '../lib/operations/overview.ts'
import {makeFleet} from '../lib/operations/status-fleet.ts'
import {statusActions} from '../lib/operations/status-reader.ts'
import type {StatusLine} from '../lib/operations/status-result.ts'
import {notReadLines} from '../lib/output/views/not-read.ts'
import {overviewView} from '../lib/output/views/overview.ts'
import {shellCommand} from '../lib/shell-words.ts'

export default class Menu extends BaseCommand {
  static override summary = 'Show what to look at first, and choose a command; `secrot` alone does the same.'
  static override description =
    'Reads what `secrot status` reads, and changes nothing: a command that is chosen asks as it does when it is typed. ' +
    'Needs a terminal; Esc and Ctrl-C leave.'
  static override examples = [
    {command: '<%= config.bin %>', description: 'In the region and account of this shell.'},
    {command: '<%= config.bin %> <%= command.id %> --region eu-west-1', description: 'In another region.'},
  ]
  static override enableJsonFlag = false
  static override actions = statusActions
  static override flags = awsFlags

  async run(): Promise<void> {
    const {flags} = await this.parse(Menu)
    if (!this.tools.ask.interactive) throw nobodyToAsk('What next?')
    const {context, lines} = await this.#overview(flags).catch((error: unknown) => {
      throw error instanceof SecrotError ? withWayOut(error) : error
    })
    const argv = await this.#choose(context, lines)
    if (argv === undefined) return
    this.note(`$ ${shellCommand([this.config.bin, ...argv])}`)
    this.goOnWith(argv)
  }

  async #overview(flags: AwsFlagValues): Promise<{context: Context; lines: readonly MenuLine[]}> {
    const context = await this.context(flags)
    const naming = (line: StatusLine): readonly string[] => [line.name, ...context.scopeFlags().secrot]
    const fleet = await makeFleet(context, {scopes: [], filters: [], tags: [], parallel: false, naming}).look()
    const looks = firstLooks(fleet, naming)
    this.showAsOf(fleet.startedAt)
    for (const scope of fleet.scopes) this.header(scope)
    this.note('')
    this.show(overviewView, {fleet, looks})
    for (const line of notReadLines(fleet.notRead)) this.note(line)
    const lines = menuLines(
      looks.map(({line, command}) => ({command, why: line.verdict})),
      context.scopeFlags().secrot,
    )
    return {context, lines}
  }

  /** Esc leaves; in the list of secrets it leads back to the menu. */
  async #choose(context: Context, lines: readonly MenuLine[]): Promise<readonly string[] | undefined> {
    for (;;) {
      const line = await chooseLine(lines, surroundingsOf(this.config), this.stderrView, context.signal)
      if (line === undefined) return undefined
      if (!line.wantsSecret) return argvOf(line, undefined)
      const secret = await this.secret(context, undefined).catch((error: unknown) => {
        if (error instanceof SecrotError && error.code === 'DECLINED') return undefined
        throw error
      })
      if (secret !== undefined) return argvOf(line, secret)
    }
  }
}

/** Who has no account at hand typed `secrot` to see what it is. */
function withWayOut(error: SecrotError): SecrotError {
  const {code, message, hint, exit, action} = error
  const help = 'All commands: secrot --help. Without an account: secrot demo'
  const more = action === undefined ? {} : {action}
  return new SecrotError({
    code,
    message,
    hint: hint === undefined ? help : `${hint}\n${help}`,
    exit,
    ...more,
    cause: error,
  })
}
