import {EXIT, SecrotError} from '../errors.ts'

const howTo = 'Type it at the question, or give it on standard input or with --from FILE. See: secrot put --help'

/**
 * What oclif does not take on the command line of `put` may be a value, which others see there; it is not repeated, flags
 * included: a value may begin with a dash. Throws VALUE_AS_ARGUMENT (exit 2), and anything else as it is.
 */
export function refuseValueArgument(error: unknown): never {
  if (!(error instanceof Error) || !/^(Unexpected argument|Nonexistent flag)/.test(error.message)) throw error
  throw new SecrotError({
    code: 'VALUE_AS_ARGUMENT',
    message:
      'secrot put takes one SECRET and its flags, and there is more: a value is never an argument, where others can see it.',
    hint: howTo,
    exit: EXIT.usage,
  })
}

/** Throws FIELD_MALFORMED (exit 2) for `NAME=VALUE`, which is not repeated. */
export function checkField(field: string | undefined): void {
  if (field === undefined || (field !== '' && !field.includes('='))) return
  throw new SecrotError({
    code: 'FIELD_MALFORMED',
    message: '--field takes the name of a field alone: a value is never an argument, where others can see it.',
    hint: howTo,
    exit: EXIT.usage,
  })
}
