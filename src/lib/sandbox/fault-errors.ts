import {ServiceError, type Authorization, type Call, type ServiceDefinition} from './kernel.ts'
import {denialText} from './services/iam/policy/denial.ts'

/** Codes and texts of each service's own throttling and failure (aws-behaviour sections 2.5, 5.2 and 11). */
const THROTTLED: Readonly<Record<ServiceDefinition['protocol'], () => ServiceError>> = {
  'json-1.1': () => new ServiceError('ThrottlingException', 'Rate exceeded', 400),
  'rest-json': () =>
    new ServiceError('TooManyRequestsException', 'Rate exceeded', 429, {
      Reason: 'CallerRateLimitExceeded',
      Type: 'User',
    }),
  query: () => new ServiceError('Throttling', 'Rate exceeded', 400),
  ec2: () => new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503),
}

/** The service's own throttling where it is not the protocol's: https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html. */
const THROTTLED_BY: Readonly<Record<string, () => ServiceError>> = {
  appsync: () =>
    new ServiceError('LimitExceededException', 'The request exceeded a limit. Try your request again.', 429),
  sesv2: () => new ServiceError('TooManyRequestsException', 'Too many requests have been made to the operation.', 429),
}

const FAILED: Readonly<Record<string, () => ServiceError>> = {
  secretsmanager: () => new ServiceError('InternalServiceError', 'An error occurred on the server side.', 500),
  lambda: () => new ServiceError('ServiceException', 'Internal error', 500, {Type: 'Service'}),
  kms: () => new ServiceError('KMSInternalException', 'An internal error occurred.', 500),
  appsync: () =>
    new ServiceError('InternalFailureException', 'An internal AppSync error occurred. Try your request again.', 500),
  logs: () => new ServiceError('ServiceUnavailableException', 'The service is unavailable.', 500),
  sesv2: () => new ServiceError('InternalServiceErrorException', 'An internal error occurred.', 500),
  sns: () => new ServiceError('InternalError', 'An internal error occurred.', 500),
  ec2: () => new ServiceError('InternalError', 'An internal error has occurred', 500),
  iam: () => new ServiceError('ServiceFailure', 'The request processing has failed.', 500),
}

export function throttlingOf(definition: ServiceDefinition): ServiceError {
  return (THROTTLED_BY[definition.id] ?? THROTTLED[definition.protocol])()
}

export function failureOf(definition: ServiceDefinition): ServiceError {
  const own = FAILED[definition.id]
  return own === undefined ? new ServiceError('InternalFailure', 'An internal error occurred.', 500) : own()
}

/** A refusal in the words of a missing identity policy (aws-behaviour section 1.6). */
export function denialMessage(call: Call, question: Authorization | undefined): string {
  const asked = question ?? {action: `${call.service}:${call.operation}`, resource: '*'}
  return denialText(call.principal, asked, {allowed: false, explicit: false, by: 'identity-based'})
}

export function accessDenied(definition: ServiceDefinition, message: string): ServiceError {
  if (definition.protocol === 'ec2')
    return new ServiceError(
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${message}`,
      403,
    )
  const common = definition.protocol === 'query' ? 'AccessDenied' : 'AccessDeniedException'
  const code = definition.id === 'sns' ? 'AuthorizationError' : common
  return new ServiceError(code, message, definition.protocol === 'json-1.1' ? 400 : 403)
}

/** The same error with what was asked in its text. */
export function quoting({code, message, status, members}: ServiceError, {input}: Call): ServiceError {
  return new ServiceError(code, `${message} The request was ${JSON.stringify(input)}.`, status, members)
}
