import {EXIT, SecrotError} from '../errors.ts'
import {type FunctionId, parseFunctionId} from '../rotation/function-id.ts'

/** The region in an ARN of a function; undefined for a name. Throws FUNCTION_ID_MALFORMED (exit 2). */
export function regionOfFunction(functionId: string): string | undefined {
  return checkedFunctionId(functionId).region
}

/** FUNCTION in its parts. Throws FUNCTION_ID_MALFORMED (exit 2). */
export function checkedFunctionId(functionId: string): Extract<FunctionId, {kind: 'function'}> {
  const id = parseFunctionId(functionId)
  if (id.kind === 'function') return id
  throw new SecrotError({
    code: 'FUNCTION_ID_MALFORMED',
    message: `${functionId} is not a function: ${id.reason}.`,
    hint: 'A function is NAME, NAME:ALIAS, NAME:VERSION or its ARN.',
    exit: EXIT.usage,
  })
}
