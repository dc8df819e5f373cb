import {EXIT, SecrotError, type ExitCode} from '../errors.ts'
import {forCi, visible} from '../output/foreign.ts'
import {toJson} from '../output/json.ts'
import {themeFor} from '../output/theme.ts'
import {hanging} from '../output/width.ts'
import type {Failure} from './failure.ts'
import type {Surroundings} from './surroundings.ts'

/** Members that every JSON answer has, whatever the command and however it ended. */
export interface Envelope {
  readonly schemaVersion: 1
  readonly command: string
  readonly startedAt: string
  readonly endedAt: string
  readonly exitCode: ExitCode
}

/** A failure in words: what happened with its code on one line, then what to type next. */
export function failureText(failure: Failure, surroundings: Surroundings, argv: readonly string[]): string {
  const {stderr, env} = surroundings
  const theme = themeFor({isTTY: stderr.isTTY === true, env, noColor: argv.includes('--no-color')})
  const message = visible(failure.message).replace(/\.$/, '')
  const columns = stderr.isTTY === true ? (stderr.columns ?? 80) : Number.POSITIVE_INFINITY
  const lines = [hanging(`${theme.mark('bad')} `, `${failure.code}: ${message} (exit ${failure.exit})`, columns)]
  // The hint may hold a command, which is not broken.
  if (failure.hint !== undefined) lines.push(visible(failure.hint))
  if (failure.stack !== undefined && debugging(env)) lines.push(failure.stack)
  return forCi(`${lines.join('\n')}\n`, env)
}

/** A failure as the one JSON object of the run. */
export function failureJson(failure: Failure, envelope: Envelope): string {
  return `${toJson({...envelope, error: errorJson(failure)})}\n`
}

/** A failure as the member `error` of the JSON object. */
export function errorJson({code, message, hint}: Failure): object {
  return {code, message, suggestions: hint === undefined ? [] : [hint]}
}

/** Whether the argument list asks for JSON: `--json`, `--format json`, `--format=json`, before any `--`. */
export function wantsJson(argv: readonly string[]): boolean {
  return ownWords(argv).includes('--json') || formatIn(argv) === 'json'
}

/** Throws USAGE (exit 2) where `--json` and another `--format` would have the answer written twice. */
export function checkOneFormat(argv: readonly string[]): void {
  const format = formatIn(argv)
  if (format === undefined || format === 'json' || !ownWords(argv).includes('--json')) return
  throw new SecrotError({
    code: 'USAGE',
    message: '--json is short for --format json, and --format asks for something else.',
    hint: 'Leave one of them away.',
    exit: EXIT.usage,
  })
}

function formatIn(argv: readonly string[]): string | undefined {
  const own = ownWords(argv)
  const at = own.findLastIndex(word => word === '--format' || word.startsWith('--format='))
  return own[at] === '--format' ? own[at + 1] : own[at]?.slice('--format='.length)
}

function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  return end === -1 ? argv : argv.slice(0, end)
}

function debugging(env: Readonly<Record<string, string | undefined>>): boolean {
  return /(^|[,\s])(\*|secrot)/.test(env['DEBUG'] ?? '')
}
