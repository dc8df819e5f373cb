import {parse} from 'shell-quote'
import {EXIT, SecrotError} from '../errors.ts'

/** Splits the command by a library. What only a shell could do (pipes, redirections) is refused. */
export function argvOf(command: string): readonly [string, ...string[]] {
  // Without a shell nothing is expanded: `$NAME` stays as it is.
  const words = parse(command, name => `$${name}`).flatMap(entry => {
    if (typeof entry === 'string') return [entry]
    if ('op' in entry && entry.op === 'glob') return [entry.pattern]
    throw malformed(command, 'op' in entry ? `\`${entry.op}\` wants a shell` : 'it holds a comment')
  })
  const [first, ...rest] = words
  if (first === undefined || first === '') throw malformed(command, 'it names no command')
  return [first, ...rest]
}

function malformed(command: string, why: string): SecrotError {
  return new SecrotError({
    code: 'PROBE_MALFORMED',
    message: `--probe '${command}' cannot be started: ${why}.`,
    hint: 'The command is started without a shell: put pipes and the like into a script of their own.',
    exit: EXIT.usage,
  })
}
