import {EXIT, SecrotError} from '../errors.ts'

const allowed = 'A handler is one file (.js .mjs .cjs .py), the folder of a package, or its zip.'

/** Code that cannot be a deployment package: what, and why (exit 2). */
export function codeRefused(path: string, reason: string, hint = allowed): SecrotError {
  return new SecrotError({code: 'CODE_REFUSED', message: `${path} ${reason}.`, hint, exit: EXIT.usage})
}
