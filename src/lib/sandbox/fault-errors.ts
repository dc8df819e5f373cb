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
}

const FAILED: Readonly<Record<string, () => ServiceError>> = {
  secretsmanager: () => new ServiceError('InternalServiceError', 'An error occurred on the server side.', 500),
  lambda: () => new ServiceError('ServiceException', 'Internal error', 500, {Type: 'Service'}),
  kms: () => new ServiceError('KMSInternalException', 'An internal error occurred.', 500),
  logs: () => new ServiceError('ServiceUnavailableException', 'The service is unavailable.', 500),
  sesv2: () => new ServiceError('InternalServiceErrorException', 'An internal error occurred.', 500),
  sns: () => new ServiceError('InternalError', 'An internal error occurred.', 500),
  iam: () => new ServiceError('ServiceFailure', 'The request processing has failed.', 500),
}

/** Where a service says it in other words than its protocol's others. */
const OWN_THROTTLED: Readonly<Record<string, () => ServiceError>> = {
  sesv2: () => new ServiceError('TooManyRequestsException', 'Too many requests have been made to the operation.', 429),
}

export function throttlingOf(definition: ServiceDefinition): ServiceError {
  return (OWN_THROTTLED[definition.id] ?? THROTTLED[definition.protocol])()
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
  const common = definition.protocol === 'query' ? 'AccessDenied' : 'AccessDeniedException'
  const code = definition.id === 'sns' ? 'AuthorizationError' : common
  return new ServiceError(code, message, definition.protocol === 'json-1.1' ? 400 : 403)
}
