import {awsOperation, errorName} from './error-names.ts'
import type {LoggedError} from './logged-error.ts'

/** An AWS error inside a function, as far as it may be shown. `operation` is "iam:CreateAccessKey" where the service is known. */
export interface AwsRefusal {
  readonly code: string
  readonly operation?: string
}

const boto = /An error occurred \(([A-Za-z.]{3,60})\) when calling the ([A-Za-z]{3,60}) operation/
const denied = /is not authorized to perform: ([a-z0-9-]{2,30}):([A-Z][A-Za-z]{2,59})\b/
const decoder = /\bde_([A-Z][A-Za-z]{2,59}?)Command(?:Error)?\b/

/**
 * The AWS error code and operation of an exception, or undefined when no AWS SDK threw it. boto3 writes both into its
 * message; the SDKs for Node only have the code, and the operation in the text of a denial or in a frame of their decoder.
 */
export function awsRefusal(error: LoggedError): AwsRefusal | undefined {
  const fromBoto = boto.exec(error.message)
  const named = denied.exec(error.message)
  const code = errorName(fromBoto?.[1]) ?? nodeCode(error, named !== null)
  if (code === undefined) return undefined
  const operation = named === null ? awsOperation(fromBoto?.[2] ?? decoded(error.stack)) : `${named[1]}:${named[2]}`
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
