import {closest, distance} from 'fastest-levenshtein'
import {EXIT, SecrotError, type ExitCode} from '../errors.ts'

/** A failure as it is shown: in words on stderr, or as the `error` member of the JSON object. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly exit: ExitCode
  /** Where a bug happened, for people who debug; never part of the JSON object. */
  readonly stack?: string
}

/** What the command line offers, for suggestions after a typo. */
export interface Offered {
  /** `secrot status`, for the hint. */
  readonly command: string
  /** Flag names without dashes. */
  readonly flags: readonly string[]
}

interface Thrown extends Error {
  readonly oclif?: {readonly exit?: number}
  readonly code?: unknown
  readonly syscall?: unknown
}

/** Reads anything that was thrown. SecrotErrors speak for themselves, oclif's are about usage, all else is a bug. */
export function failureOf(thrown: unknown, offered: Offered): Failure {
  if (thrown instanceof SecrotError) {
    const {code, hint, exit} = thrown
    return {code, message: withoutOclif(thrown.message), exit, ...(hint === undefined ? {} : {hint})}
  }
  const error: Thrown = thrown instanceof Error ? thrown : new Error(String(thrown))
  // inquirer's Ctrl-C, and its refusal to ask when its stream was closed.
  if (error.name === 'ExitPromptError' || error.name === 'AbortPromptError') {
    return {code: 'INTERRUPTED', message: 'Interrupted; nothing more was done.', exit: EXIT.interrupted}
  }
  if (error.oclif?.exit === EXIT.usage) return usageFailure(error, offered)
  return bugFailure(error)
}

/** oclif's parse errors in one line each. What was typed in the wrong place is not repeated: it might be a value. */
function usageFailure(error: Thrown, {command, flags}: Offered): Failure {
  const help = `See: ${command} --help`
  const usage = (message: string, hint = help): Failure => ({code: 'USAGE', message, hint, exit: EXIT.usage})
  const text = withoutOclif(error.message)

  const unknownFlags = /^Nonexistent flags?: (.+)$/.exec(text)?.[1]
  if (unknownFlags !== undefined) {
    const flag = unknownFlags.split(/[=,]/, 1)[0] ?? ''
    return usage(
      `${flag} is not a flag of ${command}.`,
      suggestion(
        flag,
        flags.map(name => `--${name}`),
        help,
      ),
    )
  }
  const unexpected = /^Unexpected arguments?: /.exec(text)
  if (unexpected !== null) return usage(`${command} takes fewer arguments than were given.`)
  const missing = /^Missing \d+ required args?:?\s*(\S+)?/.exec(text)
  if (missing !== null) return usage(`${command} needs ${(missing[1] ?? 'an argument').toUpperCase()}.`)
  const notOneOf = /^Expected (--[\w-]+)=.* to be one of: (.+)$/s.exec(text)
  if (notOneOf !== null) return usage(`${notOneOf[1]} takes one of: ${notOneOf[2]}.`)
  const noSuchArgument = /^Expected .* to be one of: (.+)$/s.exec(text)
  if (noSuchArgument !== null) return usage(`${command} takes one of: ${noSuchArgument[1]}.`)
  return usage(text.replace(/^The following errors? occurred:\s*/, '').replaceAll(/\s+/g, ' '))
}

/** oclif puts `Parsing --flag` before a message, which may name the flag already, and a pointer to the help behind it. */
function withoutOclif(message: string): string {
  return message
    .replace(/^Parsing (--[\w-]+)\s+(?=\1\b)/, '')
    .replace(/^Parsing (--[\w-]+)\s+/, '$1: ')
    .replace(/\s*See more help with --help\s*$/, '')
}

/** The hint after a typo: the nearest name when it is near enough, else `otherwise`. */
export function suggestion(typed: string, names: readonly string[], otherwise: string): string {
  if (names.length === 0) return otherwise
  const nearest = closest(typed, names)
  return isNear(typed, nearest) ? `Did you mean ${nearest}? ${otherwise}` : otherwise
}

function isNear(typed: string, name: string): boolean {
  return distance(typed, name) <= Math.max(2, Math.floor(name.length / 3))
}

// Messages of these classes come from code or the kernel. Those of others (a SyntaxError of JSON.parse, for one) may quote a value.
const codeSpeaks = new Set(['TypeError', 'ReferenceError', 'RangeError'])

function bugFailure(error: Thrown): Failure {
  const speaks = codeSpeaks.has(error.name) || typeof error.syscall === 'string'
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line))
  return {
    code: 'UNEXPECTED',
    message: speaks
      ? `Unexpected ${error.name}: ${error.message}`
      : `Unexpected ${error.name} (its text may hold a value and is not shown).`,
    hint: 'This is a bug in secrot. Run it again with DEBUG=secrot to see where it happened, and report it.',
    exit: EXIT.failed,
    stack: frames.join('\n'),
  }
}
