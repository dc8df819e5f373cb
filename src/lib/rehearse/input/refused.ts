import {EXIT, SecrotError} from '../../errors.ts'

/** Input that cannot be rehearsed: what and where, and as `hint` the allowed form or the next command (exit 2). */
export function inputRefused(code: string, message: string, hint: string): SecrotError {
  return new SecrotError({code, message, hint, exit: EXIT.usage})
}
