import {ServiceError} from '../../kernel.ts'

// Texts of aws-behaviour.md sections 5.2 and 5.3. Lambda's errors carry `Type`; its ValidationException does not.

function userError(code: string, message: string, status: number, members: Record<string, unknown> = {}): ServiceError {
  return new ServiceError(code, message, status, {...members, Type: 'User'})
}

export function notFound(message: string): ServiceError {
  return userError('ResourceNotFoundException', message, 404)
}

export function functionNotFound(arn: string): ServiceError {
  return notFound(`Function not found: ${arn}`)
}

export function invalidParameter(message: string): ServiceError {
  return userError('InvalidParameterValueException', message, 400)
}

export function conflict(message: string): ServiceError {
  return userError('ResourceConflictException', message, 409)
}

/** A revision id that is not the latest; `call` names the operation that tells the latest. */
export function staleRevision(call: string): ServiceError {
  const text = `The Revision Id provided does not match the latest Revision Id. Call the ${call} API to retrieve the latest Revision Id`
  return userError('PreconditionFailedException', text, 412)
}

export function policyTooLong(length: number, limit: number): ServiceError {
  const text = `The final policy size (${length}) is bigger than the limit (${limit}).`
  return userError('PolicyLengthExceededException', text, 400)
}

export function unparsablePayload(detail: string): ServiceError {
  const text = `Could not parse request body into json: ${detail}`
  return userError('InvalidRequestContentException', text, 400)
}

export function requestTooLarge(limit: number): ServiceError {
  const text = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`
  return userError('RequestTooLargeException', text, 413)
}

export function concurrencyExceeded(): ServiceError {
  return userError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  })
}

export function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message, 400)
}

/** Lambda writes the key of the text with a capital for these. */
const CAPITAL_MESSAGE =
  /^(ResourceNotFound|PublicPolicy|Service|AccessDenied|KMS|EC2|ENI|ResourceNotReady|InvalidRuntime)/

export function messageKey(code: string): 'Message' | 'message' {
  return CAPITAL_MESSAGE.test(code) ? 'Message' : 'message'
}
