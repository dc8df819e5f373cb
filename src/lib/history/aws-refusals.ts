import {awsOperation, errorName} from './error-names.ts'
import type {LoggedError} from './logged-error.ts'

/** An AWS error inside a function, as far as it may be shown. `operation` is "iam:CreateAccessKey" where the service is known. */
export interface AwsRefusal {
  readonly code: string
  readonly operation?: string
}

const boto = /An error occurred \(([A-Za-z.]{3,60})\) when calling the ([A-Za-z]{3,60}) operation/
// What a packaged rotator throws (rotators/handler.ts): step, secret and version, then operation and code.
const packaged = /^\w{3,6}Secret of \S+, version \S+: ([A-Za-z]{3,60}) failed: ([A-Za-z.]{3,60})(?: \([A-Za-z ]+\))?$/
const denied = /is not authorized to perform: ([a-z0-9-]{2,30}):([A-Z][A-Za-z]{2,59})\b/
const decoder = /\bde_([A-Z][A-Za-z]{2,59}?)Command(?:Error)?\b/

/**
 * The AWS error code and operation of an exception, or undefined when no AWS SDK threw it. boto3 and the packaged rotators
 * write both into their message; the SDKs for Node only have the code, and the operation in the text of a denial or in a frame of their decoder.
 */
export function awsRefusal(error: LoggedError): AwsRefusal | undefined {
  const ours = error.name === 'RotationError' ? packaged.exec(error.message) : null
  if (ours !== null) return refusalOf(errorName(ours[2]), awsOperation(ours[1]))
  const fromBoto = boto.exec(error.message)
  const named = denied.exec(error.message)
  const code = errorName(fromBoto?.[1]) ?? nodeCode(error, named !== null)
  if (code === undefined) return undefined
  const operation = named === null ? awsOperation(fromBoto?.[2] ?? decoded(error.stack)) : `${named[1]}:${named[2]}`
  return refusalOf(code, operation)
}

function refusalOf(code: string | undefined, operation: string | undefined): AwsRefusal | undefined {
  if (code === undefined) return undefined
  return operation === undefined ? {code} : {code, operation}
}

function nodeCode(error: LoggedError, namesDenial: boolean): string | undefined {
  if (!error.fromAws && !namesDenial) return undefined
  return errorName(error.code) ?? errorName(error.name)
}

function decoded(stack: readonly string[]): string | undefined {
  for (const frame of stack) {
    const operation = decoder.exec(frame)?.[1]
    if (operation !== undefined) return operation
  }
  return undefined
}
