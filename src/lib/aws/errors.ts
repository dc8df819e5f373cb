import {EXIT, SecrotError, type ExitCode} from '../errors.ts'
import type {ScopeFlags} from './gateways.ts'
import type {ProxyBlame} from './proxy-failures.ts'
import {certificateCodes, connectionCodes, refusals} from './refusals.ts'

/** What was being done when a call failed. */
export interface CallAbout {
  /** "secretsmanager:DescribeSecret". */
  readonly action: string
  /** What it was done to, as the operator knows it: name or ARN. Absent: nothing in particular. */
  readonly resource?: string
  readonly region: string
  readonly profile?: string
  readonly endpointUrl?: string
  /** What commands in hints need to reach the same place. Absent: nothing. */
  readonly flags?: ScopeFlags
  /** The signal that the call listened to. */
  readonly signal?: AbortSignal
}

interface SdkError extends Error, ProxyBlame {
  readonly Code?: string
  readonly code?: string
  readonly $metadata?: {readonly httpStatusCode?: number}
  readonly $retryable?: {readonly throttling?: boolean}
}

/**
 * Anything that an SDK client threw, as one expected failure. AWS's own sentence is kept (foreign text; the CLI escapes
 * it), except values that a validation error would quote.
 */
export function awsFailure(thrown: unknown, about: CallAbout): unknown {
  if (about.signal?.aborted === true) return about.signal.reason
  if (thrown instanceof SecrotError || !(thrown instanceof Error)) return thrown
  const error: SdkError = thrown
  const name = error.name === 'Error' ? (error.Code ?? error.code ?? error.name) : error.name
  return (
    unreadable(error, about) ??
    credentialsFailure(error, name, about) ??
    connectionFailure(error, name, about) ??
    refusal(error, name, about)
  )
}

function failure(
  cause: unknown,
  parts: {code: string; message: string; hint?: string; exit?: ExitCode; action?: string},
): SecrotError {
  return new SecrotError({...parts, cause})
}

/** What the SDK adds to whatever it throws over an answer that it cannot read. */
const unreadableAnswer = /Deserialization error: to see the raw response/

/** The parser's sentence quotes the answer, and the error has all of it: a value may be in there, so neither goes on. */
function unreadable(error: SdkError, about: CallAbout): SecrotError | undefined {
  if (!unreadableAnswer.test(error.message)) return undefined
  const status = error.$metadata?.httpStatusCode
  const answer = status === undefined ? '' : ` (HTTP ${status})`
  return new SecrotError({
    code: 'UNREADABLE_ANSWER',
    message: `${about.action} failed: the answer${answer} is not one of AWS.`,
    hint: 'A proxy or another server may have answered. Check --endpoint-url, AWS_ENDPOINT_URL and HTTPS_PROXY.',
  })
}

function credentialsFailure(error: SdkError, name: string, about: CallAbout): SecrotError | undefined {
  if (!/^(CredentialsProviderError|TokenProviderError|ProviderError)$/.test(name)) return undefined
  const profile = about.profile === undefined ? '' : ` of profile ${about.profile}`
  const login = about.profile === undefined ? 'aws sso login' : `aws sso login --profile ${about.profile}`
  if (/sso|token/i.test(error.message) && /expired|invalid|not found|refresh|does not exist/i.test(error.message)) {
    return failure(error, {
      code: 'CREDENTIALS_EXPIRED',
      message: `The sign-in${profile} has expired or was never made.`,
      hint: `Next: ${login}`,
      exit: EXIT.denied,
    })
  }
  if (/mfa/i.test(error.message)) {
    return failure(error, {
      code: 'CREDENTIALS_MFA',
      message: `The credentials${profile} need an MFA code, and nobody can be asked here.`,
      hint: 'Run it in a terminal, or supply credentials that already carry MFA.',
      exit: EXIT.denied,
    })
  }
  const unknownProfile = /Could not resolve credentials using profile|Profile .* (could not be found|not found)/i.test(
    error.message,
  )
  return failure(error, {
    code: 'CREDENTIALS_MISSING',
    message: unknownProfile
      ? `There are no usable credentials in profile ${about.profile ?? 'default'}.`
      : `No AWS credentials were found${about.profile === undefined ? '' : ` for profile ${about.profile}`}.`,
    hint: 'Choose a profile with --profile NAME (aws configure list-profiles shows them), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    exit: EXIT.denied,
  })
}

function connectionFailure(error: SdkError, name: string, about: CallAbout): SecrotError | undefined {
  const code = [error.code, name, (error.cause as SdkError | undefined)?.code].find(
    candidate => candidate !== undefined && connectionCodes.has(candidate),
  )
  if (code === undefined) return undefined
  const where = about.endpointUrl ?? `${about.action.split(':', 1)[0]} in ${about.region}`
  const way = error.proxy === undefined ? where : `${where} through the proxy ${error.proxy}`
  return failure(error, {
    code: 'UNREACHABLE',
    message: `${way} could not be reached (${code}) for ${about.action}.`,
    hint: connectionHint(code, error.proxy, about),
  })
}

function connectionHint(code: string, proxy: string | undefined, {endpointUrl, region}: CallAbout): string {
  if (certificateCodes.has(code)) return 'If a CA of your own signs here, name its certificate: AWS_CA_BUNDLE=FILE'
  if (proxy !== undefined)
    return 'Check that the proxy runs (HTTPS_PROXY, HTTP_PROXY); NO_PROXY names hosts that need none.'
  if (endpointUrl !== undefined) return 'Check that the endpoint runs and that its address is right.'
  return `Check the network, and that ${region} is the name of a region.`
}

function refusal(error: SdkError, name: string, about: CallAbout): Error {
  const message = withoutValues(error.message)
  const known = refusals.find(
    entry => entry.names.includes(name) && (entry.text === undefined || entry.text.test(message)),
  )
  if (known !== undefined)
    return failure(error, known.say({...about, name, message, action: deniedAction(message) ?? about.action}))
  if (error.$retryable?.throttling === true || error.$metadata?.httpStatusCode === 429) {
    return failure(error, {
      code: 'THROTTLED',
      message: `AWS throttled ${about.action} until we gave up.`,
      hint: 'Try again in a minute.',
    })
  }
  const status = error.$metadata?.httpStatusCode
  if (status === undefined) return error
  const code = status >= 500 ? 'AWS_FAILED' : 'AWS_REFUSED'
  return failure(error, {code, message: `${about.action} failed: ${name}: ${message}`})
}

/** The action that AWS itself names as denied: `… is not authorized to perform: kms:Decrypt on resource: …`. */
function deniedAction(message: string): string | undefined {
  return /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1]
}

/** `Value 'hunter2' at 'secretString' failed …`: AWS repeats the value, we do not. */
function withoutValues(message: string): string {
  return message.replaceAll(/Value '[\s\S]*?' at '/g, "Value at '")
}
