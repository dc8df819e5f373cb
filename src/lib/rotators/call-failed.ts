/** What an SDK says of a request that failed for good. */
interface SdkError {
  readonly name?: string
  readonly message?: unknown
  readonly code?: unknown
  readonly $metadata?: {readonly attempts?: number; readonly httpStatusCode?: number}
}

/**
 * A call to AWS that failed for good: operation and code alone. The service's own text is left out, since it may quote the
 * request, and with it a value.
 */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  /** `PutSecretValue` */
  readonly operation: string
  /** `AccessDeniedException`; of a connection Node's own, `ECONNRESET`. */
  readonly code: string
  /** The service refused the first and only attempt, so that nothing has happened, now or before. */
  readonly isSure: boolean

  constructor(operation: string, error: unknown) {
    const code = codeOf(error as SdkError)
    super(`${operation} failed: ${code}${causeIn(error as SdkError)}`)
    this.operation = operation
    this.code = code
    const {attempts, httpStatusCode: status} = (error as SdkError).$metadata ?? {}
    this.isSure = attempts === 1 && status !== undefined && status < 500
  }
}

/** Whether an error is AWS's answer of this code. */
export function isAnswer(error: unknown, code: string): boolean {
  return error instanceof CallFailed && error.code === code
}

/** What Secrets Manager says where not the action is denied but the key: words of its own, with nothing of the request. */
const KEY_REFUSES = 'Access to KMS is not allowed'

function causeIn({message}: SdkError): string {
  return typeof message === 'string' && message.includes(KEY_REFUSES) ? ` (${KEY_REFUSES})` : ''
}

const NAME = /^[A-Za-z][\w.:-]{0,80}$/

/** A code is a name; anything else may be text of somebody else's. */
function codeOf({code, name}: SdkError): string {
  // Connections fail with a general name and a code of their own, the services' errors with a name alone.
  for (const one of [code, name]) if (typeof one === 'string' && NAME.test(one)) return one
  return 'unknown'
}
