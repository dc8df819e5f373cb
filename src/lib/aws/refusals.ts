import {EXIT, type ExitCode} from '../errors.ts'
import {shellCommand} from '../shell-words.ts'
import type {ScopeFlags} from './gateways.ts'

/** Error codes of Node for a certificate that nobody known has signed. */
export const certificateCodes: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])

/** Error codes of Node and of the SDK's HTTP handler that mean: no answer came. */
export const connectionCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'EADDRNOTAVAIL',
  'EPROTO',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  ...certificateCodes,
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'TimeoutError',
  'NetworkingError',
])

interface Refused {
  readonly action: string
  readonly resource?: string
  readonly region: string
  readonly profile?: string
  readonly flags?: ScopeFlags
  /** AWS's error code and sentence. */
  readonly name: string
  readonly message: string
}

interface Said {
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly exit?: ExitCode
  readonly action?: string
}

interface KnownRefusal {
  readonly names: readonly string[]
  /** Narrows by AWS's sentence. Absent: any. */
  readonly text?: RegExp
  say(refused: Refused): Said
}

const secret = (refused: Refused): string => refused.resource ?? 'the secret'
const ownCommand = (refused: Refused, ...words: readonly string[]): string =>
  shellCommand(['secrot', ...words, ...(refused.flags?.secrot ?? [])])
const awsCommand = (refused: Refused, ...words: readonly string[]): string =>
  shellCommand(['aws', ...words, ...(refused.flags?.aws ?? [])])

/**
 * Refusals of AWS that have a meaning of their own, first match wins. Names and texts: the common errors and RotateSecret
 * pages of the Secrets Manager API reference, the IAM troubleshooting page, and the Lambda API reference.
 */
export const refusals: readonly KnownRefusal[] = [
  {
    names: ['AccessDeniedException'],
    text: /cannot invoke the specified Lambda function/i,
    say: refused => ({
      code: 'FUNCTION_NOT_INVOKABLE',
      message: `Secrets Manager may not invoke the rotation function of ${secret(refused)}, or there is no such function.`,
      hint: `Allow it: ${ownCommand(refused, 'grant', 'FUNCTION')}`,
      exit: EXIT.unsafe,
    }),
  },
  {
    // STS refuses the profile's AssumeRole with it, whichever action asked for credentials.
    names: ['AccessDenied'],
    text: /^MultiFactorAuthentication failed/,
    say: ({profile, message}) => ({
      code: 'CREDENTIALS_MFA',
      message: `The MFA code${profile === undefined ? '' : ` for profile ${profile}`} was refused. AWS says: ${message.trim()}`,
      hint: 'Run the command again with the next code; check mfa_serial of the profile if that is refused, too.',
      exit: EXIT.denied,
    }),
  },
  {
    names: [
      'AccessDeniedException',
      'AccessDenied',
      'UnauthorizedOperation',
      'NotAuthorized',
      'AuthorizationError',
      'AuthorizationErrorException',
    ],
    say: ({action, resource, message}) => ({
      code: 'ACCESS_DENIED',
      message: `Not allowed: ${action}${resource === undefined ? '' : ` on ${resource}`}. AWS says: ${message}`,
      hint: `Ask for the permission ${action}, or use another identity with --profile NAME.`,
      exit: EXIT.denied,
      action,
    }),
  },
  {
    names: ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'],
    say: ({profile}) => ({
      code: 'CREDENTIALS_EXPIRED',
      message: `The credentials${profile === undefined ? '' : ` of profile ${profile}`} have expired.`,
      hint: 'Renew them, then run the same command again.',
      exit: EXIT.denied,
    }),
  },
  {
    names: ['RequestExpired', 'RequestTimeTooSkewed', 'InvalidSignatureException', 'SignatureDoesNotMatch'],
    text: /expired|skewed|not yet current/i,
    say: () => ({
      code: 'CREDENTIALS_REFUSED',
      message: 'AWS refused the signature because the clock of this machine is wrong.',
      hint: 'Set the clock, then run the same command again.',
      exit: EXIT.denied,
    }),
  },
  {
    names: [
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidAccessKeyId',
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'IncompleteSignature',
      'IncompleteSignatureException',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'AuthFailure',
      'InvalidToken',
      // Of AssumeRoleWithWebIdentity.
      'InvalidIdentityToken',
      'IDPRejectedClaim',
      'OptInRequired',
    ],
    say: refused => ({
      code: 'CREDENTIALS_REFUSED',
      message: `AWS refused the credentials${refused.profile === undefined ? '' : ` of profile ${refused.profile}`} (${refused.name}).`,
      hint: `Keys may be mistyped, inactive, deleted, or of another partition. Check them: ${awsCommand(refused, 'sts', 'get-caller-identity')}`,
      exit: EXIT.denied,
    }),
  },
  {
    names: ['InvalidRequestException'],
    text: /previous rotation isn.t complete/i,
    say: refused => ({
      code: 'ROTATION_IN_PROGRESS',
      message: `${secret(refused)} is already rotating: AWSPENDING is on a version that is not current.`,
      ...(refused.resource === undefined
        ? {}
        : {hint: `See where it is: ${ownCommand(refused, 'status', refused.resource)}`}),
      exit: EXIT.unsafe,
    }),
  },
  {
    names: ['InvalidRequestException'],
    text: /marked for deletion|scheduled for deletion/i,
    say: refused => ({
      code: 'SECRET_DELETED',
      message: `${secret(refused)} is marked for deletion.`,
      ...(refused.resource === undefined
        ? {}
        : {
            hint: `Keep it: ${awsCommand(refused, 'secretsmanager', 'restore-secret', '--secret-id', refused.resource)}`,
          }),
    }),
  },
  {
    names: ['InvalidParameterException', 'InvalidRequestException'],
    text: /currently attached to version|not attached|is not staged|RemoveFromVersionId/i,
    say: refused => ({
      code: 'LABEL_MOVED',
      message: `The label on ${secret(refused)} is no longer where it was. AWS says: ${refused.message}`,
      ...(refused.resource === undefined
        ? {}
        : {hint: `Look again: ${ownCommand(refused, 'status', refused.resource)}`}),
      exit: EXIT.unsafe,
    }),
  },
  {
    names: ['ResourceNotFoundException'],
    text: /find the specified secret value/i,
    say: refused => ({
      code: 'VALUE_NOT_FOUND',
      message: `${secret(refused)} has no such value. AWS says: ${refused.message}`,
    }),
  },
  {
    names: ['ResourceNotFoundException'],
    text: /find the specified secret/i,
    say: refused => ({
      code: 'SECRET_NOT_FOUND',
      message: `There is no secret ${refused.resource ?? ''} in ${refused.region}.`.replace('  ', ' '),
      hint: `Check the name, the region and the account: ${ownCommand(refused, 'status')}`,
    }),
  },
  {
    names: [
      'ResourceNotFoundException',
      'NotFoundException',
      'NoSuchEntity',
      'NoSuchEntityException',
      'InvalidSubnetID.NotFound',
      'InvalidGroup.NotFound',
    ],
    say: ({action, resource, message}) => ({
      code: 'NOT_FOUND',
      message: `${action}: ${resource ?? 'what was asked for'} does not exist. AWS says: ${message}`,
    }),
  },
  {
    // Said of a role whose policy is new, too: it is not seen everywhere at once.
    names: ['InvalidParameterValueException'],
    text: /execution role does not have permissions to call \w+ on EC2/i,
    say: ({resource, message}) => ({
      code: 'ROLE_KEPT_OUT',
      message: `The role of ${resource ?? 'the function'} may not put it into the network. AWS says: ${message}`,
      hint: 'What a policy of the account forbids, only its administrator can allow.',
      exit: EXIT.unsafe,
    }),
  },
  {
    // IAM is not seen everywhere at once: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html
    names: ['InvalidParameterValueException'],
    text: /role defined for the function cannot be assumed by Lambda/i,
    say: ({resource}) => ({
      code: 'ROLE_NOT_ASSUMABLE',
      message: `Lambda cannot assume the role of ${resource ?? 'the function'}, or does not know it yet.`,
      hint: 'Run the same command again in a minute.',
    }),
  },
  {
    names: ['PreconditionFailedException', 'ResourceConflictException'],
    say: ({action, message}) => ({
      code: 'STATE_CHANGED',
      message: `${action} was refused because the resource changed meanwhile. AWS says: ${message}`,
      hint: 'Run the command again to see the new state.',
      exit: EXIT.unsafe,
    }),
  },
  {
    names: [
      'ThrottlingException',
      'Throttling',
      'ThrottledException',
      'TooManyRequestsException',
      'RequestLimitExceeded',
      'RequestThrottled',
      'RequestThrottledException',
      'SlowDown',
      'PriorRequestNotComplete',
      'BandwidthLimitExceeded',
    ],
    say: ({action}) => ({
      code: 'THROTTLED',
      message: `AWS throttled ${action} until we gave up.`,
      hint: 'Try again in a minute.',
    }),
  },
]
