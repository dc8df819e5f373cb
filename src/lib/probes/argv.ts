import {parse} from 'shell-quote'
import {EXIT, SecrotError} from '../errors.ts'

/** A character behind a backslash, and what stands in quotes that are closed. */
const quoted = /\\[^]|\$'(?:\\[^]|[^\\'])*'|'[^']*'|"(?:\\[^]|[^\\"])*"/g

/** Splits the command by a library. What only a shell could do (pipes, redirections) is refused; `from` is where it stands. */
export function argvOf(command: string, from = '--probe'): readonly [string, ...string[]] {
  if (/['"]/.test(command.replaceAll(quoted, ''))) throw malformedProbe(from, command, 'a quote is not closed')
  // Without a shell nothing is expanded: `$NAME` stays as it is.
  const words = parse(command, name => `$${name}`).flatMap(entry => {
    if (typeof entry === 'string') return [entry]
    if ('op' in entry && entry.op === 'glob') return [entry.pattern]
    throw malformedProbe(from, command, 'op' in entry ? `\`${entry.op}\` wants a shell` : 'it holds a comment')
  })
  const [first, ...rest] = words
  if (first === undefined || first === '') throw malformedProbe(from, command, 'it names no command')
  return [first, ...rest]
}

/** The refusal of a probe that cannot be started. */
export function malformedProbe(from: string, command: string, why: string): SecrotError {
  return new SecrotError({
    code: 'PROBE_MALFORMED',
    message: `${from} '${command}' cannot be started: ${why}.`,
    hint: 'The command is started without a shell: put pipes and the like into a script of their own.',
    exit: EXIT.usage,
  })
}
