import {describe, expect, it} from 'vitest'
import {awsFailure, type CallAbout} from '../../../src/lib/aws/errors.ts'
import {SecrotError} from '../../../src/lib/errors.ts'

const about: CallAbout = {action: 'secretsmanager:RotateSecret', resource: 'rds!cluster-4f1c', region: 'eu-central-1'}

function sdkError(name: string, message: string, status: number | undefined = 400, more: object = {}): Error {
  return Object.assign(new Error(message), {name, $metadata: {httpStatusCode: status}, ...more})
}

function failureOf(error: unknown, changes: Partial<CallAbout> = {}): SecrotError {
  const failure = awsFailure(error, {...about, ...changes})
  if (!(failure instanceof SecrotError)) throw new Error('not a SecrotError', {cause: failure})
  return failure
}

describe('a refusal of AWS', () => {
  const sentences = {
    rotating: "A previous rotation isn't complete. That rotation will be reattempted.",
    deleted: "You can't perform this operation on the secret because it was marked for deletion.",
    moved:
      "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version 1, so you must explicitly reference that version in RemoveFromVersionId.",
    uninvokable:
      'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
    noValue: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
  }
  const cases: readonly (readonly [string, string, string, number])[] = [
    ['InvalidRequestException', sentences.rotating, 'ROTATION_IN_PROGRESS', 3],
    ['InvalidRequestException', sentences.deleted, 'SECRET_DELETED', 1],
    ['InvalidParameterException', sentences.moved, 'LABEL_MOVED', 3],
    ['AccessDeniedException', sentences.uninvokable, 'FUNCTION_NOT_INVOKABLE', 3],
    ['ResourceNotFoundException', sentences.noValue, 'VALUE_NOT_FOUND', 1],
    ['ResourceNotFoundException', "Secrets Manager can't find the specified secret.", 'SECRET_NOT_FOUND', 1],
    ['ResourceNotFoundException', 'The specified log group does not exist.', 'NOT_FOUND', 1],
    ['NoSuchEntity', 'The user with name x cannot be found.', 'NOT_FOUND', 1],
    ['PreconditionFailedException', 'The Revision Id provided does not match', 'STATE_CHANGED', 3],
    ['ExpiredTokenException', 'The security token included in the request is expired', 'CREDENTIALS_EXPIRED', 5],
    ['ExpiredToken', 'The security token included in the request is expired', 'CREDENTIALS_EXPIRED', 5],
    ['UnrecognizedClientException', 'The security token included in the request is invalid.', 'CREDENTIALS_REFUSED', 5],
    ['InvalidClientTokenId', 'The security token included in the request is invalid.', 'CREDENTIALS_REFUSED', 5],
    ['SignatureDoesNotMatch', 'The request signature we calculated does not match', 'CREDENTIALS_REFUSED', 5],
    ['RequestExpired', 'Request has expired.', 'CREDENTIALS_REFUSED', 5],
    ['ThrottlingException', 'Rate exceeded', 'THROTTLED', 1],
    ['SomethingNew', 'never seen', 'AWS_REFUSED', 1],
  ]
  it.each(cases)('%s "%s" is %s with exit %d', (name, message, code, exit) => {
    expect(failureOf(sdkError(name, message))).toMatchObject({code, exit})
  })

  it('of the server is AWS_FAILED', () => {
    expect(failureOf(sdkError('InternalServiceError', 'An error occurred', 500))).toMatchObject({
      code: 'AWS_FAILED',
      exit: 1,
    })
  })

  it('names the action that AWS itself names as denied', () => {
    const message =
      'User: x is not authorized to perform: kms:Decrypt on resource: y because no identity-based policy allows it'
    expect(failureOf(sdkError('AccessDeniedException', message))).toMatchObject({
      code: 'ACCESS_DENIED',
      exit: 5,
      action: 'kms:Decrypt',
    })
    expect(failureOf(sdkError('AccessDeniedException', 'no'))).toMatchObject({action: 'secretsmanager:RotateSecret'})
  })

  it('quotes the secret in the next command', () => {
    expect(failureOf(sdkError('InvalidRequestException', sentences.rotating)).hint).toContain(
      "secrot status 'rds!cluster-4f1c'",
    )
  })
})

describe('no answer', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'EAI_AGAIN', 'CERT_HAS_EXPIRED'])('(%s) is UNREACHABLE', code => {
    const error = Object.assign(new Error('no'), {code})
    expect(failureOf(error)).toMatchObject({code: 'UNREACHABLE', exit: 1})
    expect(failureOf(error, {endpointUrl: 'http://127.0.0.1:1'}).message).toContain('http://127.0.0.1:1')
  })

  it('within the time limit is UNREACHABLE', () => {
    expect(failureOf(sdkError('TimeoutError', 'Request did not complete within 30000 ms', undefined))).toMatchObject({
      code: 'UNREACHABLE',
    })
  })
})

describe('credentials', () => {
  it.each([
    [
      'The SSO session associated with this profile has expired.',
      'CREDENTIALS_EXPIRED',
      'aws sso login --profile prod',
    ],
    [
      'Profile prod requires multi-factor authentication, but no MFA code callback was provided.',
      'CREDENTIALS_MFA',
      'terminal',
    ],
    ['Could not load credentials from any providers', 'CREDENTIALS_MISSING', '--profile NAME'],
  ])('"%s" are %s', (message, code, hint) => {
    const failure = failureOf(sdkError('CredentialsProviderError', message, undefined), {profile: 'prod'})
    expect(failure).toMatchObject({code, exit: 5})
    expect(failure.hint).toContain(hint)
  })
})

describe('what is no failure of AWS', () => {
  it('stays what it is', () => {
    const bug = new TypeError('x is not a function')
    const ours = new SecrotError({code: 'X', message: 'x'})
    expect(awsFailure(bug, about)).toBe(bug)
    expect(awsFailure(ours, about)).toBe(ours)
  })
})
