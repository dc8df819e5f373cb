import type {Config} from '@oclif/core/config'
import {normalizeArgv} from '@oclif/core/help'
import {EXIT, SecrotError, type ExitCode} from '../errors.ts'
import type {BaseCommand} from './base-command.ts'
import {machineClock} from './clock.ts'
import {failureOf, suggestion} from './failure.ts'
import {showHelp, wantsHelp} from './help.ts'
import {failureJson, failureText, wantsJson} from './report.ts'
import {attachSurroundings, processSurroundings, type Surroundings} from './surroundings.ts'

/**
 * One run of the CLI: finds the command, runs it, and returns the exit code. Never throws: what goes wrong outside a
 * command is reported the same way as inside one.
 */
export async function runCli(
  argv: readonly string[],
  config: Config,
  surroundings: Surroundings = processSurroundings(),
): Promise<ExitCode> {
  attachSurroundings(config, surroundings)
  try {
    // `secrot help status`, as git, gh and aws have it.
    const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv
    await dispatch(words, config, surroundings)
  } catch (error) {
    reportOutside(error, argv, config, surroundings)
  }
  return (process.exitCode ?? EXIT.done) as ExitCode
}

async function dispatch(argv: readonly string[], config: Config, surroundings: Surroundings): Promise<void> {
  if (argv[0] === '--version') {
    surroundings.stdout.write(`${config.userAgent}\n`)
    return
  }
  if (await wantsMenu(argv, surroundings)) return dispatch(['menu'], config, surroundings)
  const [id = '', ...rest] = normalizeArgv(config, [...argv])
  const command = config.findCommand(id)
  if (wantsHelp(argv) || (command === undefined && config.findTopic(id) !== undefined)) {
    if (id !== '' && !id.startsWith('-') && command === undefined && config.findTopic(id) === undefined)
      throw unknownCommand(id, config)
    await showHelp(argv, config, surroundings)
    return
  }
  if (command === undefined) throw unknownCommand(id, config)
  // config.runCommand would load the whole Config a second time, for hooks that secrot does not have.
  const Loaded = (await command.load()) as unknown as new (argv: string[], config: Config) => BaseCommand
  const run = new Loaded(rest, config)
  await run.start()
  if (run.followUp !== undefined) await dispatch(run.followUp, config, surroundings)
}

/** `secrot` alone is the menu where somebody can choose from it, and help elsewhere. */
async function wantsMenu(argv: readonly string[], surroundings: Surroundings): Promise<boolean> {
  if (argv.length > 0 || surroundings.stdout.isTTY !== true) return false
  const {canAsk} = await import('./prompts.ts')
  return canAsk(surroundings, false)
}

/** The rest of the line is not repeated: it might hold a value. */
function unknownCommand(id: string, config: Config): SecrotError {
  const typed = id.replaceAll(':', ' ')
  const ids = config.commandIDs.map(known => known.replaceAll(':', ' '))
  const first = typed.split(' ', 1)[0] ?? ''
  if (config.findCommand(first) !== undefined) {
    const message = `${config.bin} ${first} takes fewer arguments than were given.`
    return new SecrotError({code: 'USAGE', message, hint: `See: ${config.bin} ${first} --help`, exit: EXIT.usage})
  }
  if (config.findTopic(first) !== undefined) {
    const hint = suggestion(
      typed,
      ids.filter(known => known.startsWith(`${first} `)),
      `See: ${config.bin} ${first} --help`,
    )
    return new SecrotError({code: 'USAGE', message: `${first} has no such command.`, hint, exit: EXIT.usage})
  }
  const hint = suggestion(
    first,
    [...new Set([...ids, ...ids.map(known => known.split(' ', 1)[0] ?? '')])],
    `See: ${config.bin} --help`,
  )
  return new SecrotError({
    code: 'USAGE',
    message: first.startsWith('-')
      ? `${config.bin} needs a command before its flags.`
      : `${first} is not a command of ${config.bin}.`,
    hint,
    exit: EXIT.usage,
  })
}

function reportOutside(error: unknown, argv: readonly string[], config: Config, surroundings: Surroundings): void {
  const failure = failureOf(error, {command: config.bin, flags: []})
  process.exitCode = failure.exit
  if (!wantsJson(argv)) {
    surroundings.stderr.write(failureText(failure, surroundings, argv))
    return
  }
  const now = new Date((surroundings.clock ?? machineClock()).now()).toISOString()
  const envelope = {schemaVersion: 1, command: '', startedAt: now, endedAt: now, exitCode: failure.exit} as const
  surroundings.stdout.write(failureJson(failure, envelope))
}
