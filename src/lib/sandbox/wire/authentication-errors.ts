import {ServiceError, type ServiceDefinition} from '../kernel.ts'

export type AuthenticationFailure =
  | {readonly kind: 'missing'}
  | {readonly kind: 'malformed'; readonly message: string}
  | {readonly kind: 'invalid-token'}
  | {readonly kind: 'expired-token'}
  | {readonly kind: 'skewed'; readonly message: string}
  | {readonly kind: 'wrong-signature'}

type Protocol = ServiceDefinition['protocol']
type Words = readonly [code: string, status: number]

/**
 * Codes by protocol (aws-behaviour section 1.6): Query services have codes without `Exception` and answer 403, JSON
 * services answer 400 and REST services 403.
 */
const CODES: Readonly<Record<AuthenticationFailure['kind'], Readonly<Record<Protocol, Words>>>> = {
  missing: {
    'json-1.1': ['MissingAuthenticationTokenException', 400],
    'rest-json': ['MissingAuthenticationTokenException', 403],
    query: ['MissingAuthenticationToken', 403],
    ec2: ['MissingAuthenticationToken', 403],
  },
  malformed: {
    'json-1.1': ['IncompleteSignatureException', 400],
    'rest-json': ['IncompleteSignatureException', 403],
    query: ['IncompleteSignature', 400],
    ec2: ['IncompleteSignature', 400],
  },
  'invalid-token': {
    'json-1.1': ['UnrecognizedClientException', 400],
    'rest-json': ['UnrecognizedClientException', 403],
    query: ['InvalidClientTokenId', 403],
    ec2: ['AuthFailure', 401],
  },
  'expired-token': {
    'json-1.1': ['ExpiredTokenException', 400],
    'rest-json': ['ExpiredTokenException', 403],
    query: ['ExpiredToken', 403],
    ec2: ['RequestExpired', 400],
  },
  skewed: {
    'json-1.1': ['RequestExpired', 400],
    'rest-json': ['RequestExpired', 400],
    query: ['RequestExpired', 400],
    ec2: ['RequestExpired', 400],
  },
  'wrong-signature': {
    'json-1.1': ['InvalidSignatureException', 400],
    'rest-json': ['InvalidSignatureException', 403],
    query: ['SignatureDoesNotMatch', 403],
    ec2: ['AuthFailure', 401],
  },
}

const SENTENCES = {
  'invalid-token': 'The security token included in the request is invalid.',
  'expired-token': 'The security token included in the request is expired',
  'wrong-signature':
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
    'and signing method. Consult the service documentation for details.',
} as const

/** An inactive or fresh key is refused in the same words as one that never was. */
export function tokenFailure(
  reason: 'unknown' | 'inactive' | 'not-spread-yet' | 'expired' | 'bad-token',
): AuthenticationFailure {
  return {kind: reason === 'expired' ? 'expired-token' : 'invalid-token'}
}

/** The refusal in the words of the service's protocol. */
export function authenticationError(failure: AuthenticationFailure, protocol: Protocol): ServiceError {
  const [code, status] = CODES[failure.kind][protocol]
  return new ServiceError(code, sentence(failure, protocol), status)
}

function sentence(failure: AuthenticationFailure, protocol: Protocol): string {
  switch (failure.kind) {
    case 'missing':
      return protocol === 'query' ? 'Request is missing Authentication Token' : 'Missing Authentication Token'
    case 'malformed':
    case 'skewed':
      return failure.message
    case 'invalid-token':
    case 'expired-token':
    case 'wrong-signature':
    default:
      return SENTENCES[failure.kind]
  }
}
