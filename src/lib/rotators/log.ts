import type {Redactor} from './redactor.ts'

/** Facts beside a message: names, ids, counts, codes. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** Where lines go, by level, so that Lambda's own log level applies to them. */
export type Lines = Pick<Console, 'info' | 'warn' | 'error'>

/** Writes one JSON object a line, with `about` in each, and nothing in it that the redactor hides. */
export function logOf(lines: Lines, redactor: Redactor, about: LogFields): Log {
  const writer = (level: keyof Lines) => (message: string, fields?: LogFields) => {
    lines[level](redactor.clean(JSON.stringify({level, message, ...about, ...fields})))
  }
  return {info: writer('info'), warn: writer('warn'), error: writer('error')}
}
