import {EXIT, SecrotError} from '../../errors.ts'

/** EMIT_REFUSED: what no template can say. */
export function refused(message: string, hint?: string): SecrotError {
  return new SecrotError({code: 'EMIT_REFUSED', message, exit: EXIT.usage, ...(hint === undefined ? {} : {hint})})
}
