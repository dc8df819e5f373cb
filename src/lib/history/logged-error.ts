import {objectAt, stringAt, stringsAt, type Json} from './records.ts'

/** What an exception looked like in the log: its class and message are the function's, its stack the runtime's. */
export interface LoggedError {
  readonly name?: string
  readonly message: string
  readonly stack: readonly string[]
  /** Error code that an AWS SDK put on the exception. */
  readonly code?: string
  /** The exception carries the marks of an AWS SDK (`$metadata`, or statusCode beside a code). */
  readonly fromAws: boolean
}

/** An exception as Node's runtime prints it: in the text form after `Invoke Error`, in the JSON form in the line itself. */
export function nodeError(body: Json): LoggedError | undefined {
  const name = stringAt(body, 'errorType') ?? stringAt(body, 'name')
  const stack = stringsAt(body, 'stackTrace') ?? stringsAt(body, 'stack') ?? stringsAt(body, 'trace')
  if (name === undefined && stack === undefined) return undefined
  const code = stringAt(body, 'code') ?? stringAt(body, 'Code')
  const fromAws = objectAt(body, '$metadata') !== undefined || (code !== undefined && 'statusCode' in body)
  return {
    ...(name === undefined ? {} : {name}),
    message: stringAt(body, 'errorMessage') ?? stringAt(body, 'message') ?? '',
    stack: (stack ?? []).flatMap(frame => frame.split('\n')),
    ...(code === undefined ? {} : {code}),
    fromAws,
  }
}

/** Lambda writes the traceback of a Python function into the same event, its lines parted by \n or \r. */
export function pythonError(name: string, message: string, traceback: string): LoggedError {
  return {name, message, stack: traceback.split(/\r\n|\r|\n/), fromAws: name.startsWith('botocore.errorfactory.')}
}
