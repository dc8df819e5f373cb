import {ServiceError} from '../../../kernel.ts'

/** A call that a maker made and that was refused, with the service that refused it. */
export class CallRefused extends ServiceError {
  readonly service: string

  constructor(service: string, {code, message, status}: ServiceError) {
    super(code, message, status)
    this.service = service
  }
}

const NETWORK_FAILURE = 'NetworkFailure'

/** What a call ends with that gets no answer. */
export function unanswered(): ServiceError {
  // Own text, in the words of the AWS SDK for Java.
  return new ServiceError(NETWORK_FAILURE, 'Unable to execute HTTP request: Connection reset')
}

const TITLES: Readonly<Record<string, string>> = {
  events: 'EventBridge',
  iam: 'Iam',
  kms: 'Kms',
  lambda: 'Lambda',
  logs: 'CloudWatchLogs',
  secretsmanager: 'SecretsManager',
  sns: 'Sns',
}

/**
 * Why a resource failed, in the words of its handler, as seen in real stacks:
 * https://github.com/amazon-connect/amazon-connect-salesforce-lambda/issues/29.
 */
export function reasonOf(
  error: ServiceError,
  {requestId, token}: {readonly requestId: string; readonly token: string},
): string {
  if (!(error instanceof CallRefused)) return error.message
  const service = TITLES[error.service] ?? error.service
  const details = ` (Service: ${service}, Status Code: ${error.status}, Request ID: ${requestId})`
  const said = error.code === NETWORK_FAILURE ? error.message : error.message + details
  return `Resource handler returned message: "${said}" (RequestToken: ${token}, HandlerErrorCode: ${handlerCode(error.code)})`
}

/** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
function handlerCode(code: string): string {
  if (code === NETWORK_FAILURE) return code
  if (/^(?:AccessDenied|Authorization)/.test(code)) return 'AccessDenied'
  if (/AlreadyExists|ResourceExists|Conflict/.test(code)) return 'AlreadyExists'
  if (/NotFound|NoSuchEntity/.test(code)) return 'NotFound'
  if (/Throttl|TooManyRequests/.test(code)) return 'Throttling'
  if (/Limit/.test(code)) return 'ServiceLimitExceeded'
  return /Internal|Service(?:Exception|Failure)/.test(code) ? 'GeneralServiceException' : 'InvalidRequest'
}
