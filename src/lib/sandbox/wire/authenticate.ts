import type {Identities, Principal, SandboxClock} from '../kernel.ts'
import {realNow} from '../clock.ts'
import {readAmzDate, toAmzDate} from './amz-date.ts'
import {tokenFailure, type AuthenticationFailure} from './authentication-errors.ts'
import type {Authorization, SignedScope} from './authorization.ts'
import type {WireRequest} from './message.ts'
import type {SignatureCheck} from './signature.ts'

/** AWS lets a request's date be this far from its own clock. */
const ALLOWED_SKEW_MS = 15 * 60_000

export type Authentication =
  | {readonly kind: 'ok'; readonly principal: Principal}
  | {readonly kind: 'refused'; readonly failure: AuthenticationFailure}
  /** Sent by a function's worker that is no more. */
  | {readonly kind: 'gone'}

/** Who sent the request, or why it is refused: credential first, then its date, then the signature. */
export function authenticate(
  request: WireRequest,
  authorization: Authorization,
  tools: {readonly identities: Identities; readonly clock: SandboxClock; readonly signatures: SignatureCheck},
): Authentication {
  if (authorization.kind !== 'signed') return refused(authorization)
  const {scope} = authorization
  const amzDate = request.headers['x-amz-date']
  const signedAt = amzDate === undefined ? undefined : readAmzDate(amzDate)
  if (amzDate === undefined || signedAt === undefined) return refused(undated())
  const found = tools.identities.lookup(scope.accessKeyId, request.headers['x-amz-security-token'])
  if (found.kind === 'gone') return found
  if (found.kind === 'refused') return refused(tokenFailure(found.reason))
  const skew = skewOf(signedAt, amzDate, tools.clock)
  if (skew !== undefined) return refused(skew)
  if (!isWhole(scope, amzDate) || !tools.signatures.matches(request, scope, amzDate, found.secretAccessKey)) {
    return refused({kind: 'wrong-signature'})
  }
  return {kind: 'ok', principal: found.principal}
}

/** Clients keep their own clock, so a date near virtual or near real time will do (product.md, Time). */
function skewOf(signedAt: number, amzDate: string, clock: SandboxClock): AuthenticationFailure | undefined {
  const now = clock.now()
  if (Math.abs(signedAt - now) <= ALLOWED_SKEW_MS || Math.abs(signedAt - realNow()) <= ALLOWED_SKEW_MS) return undefined
  const early = signedAt < now
  const limit = toAmzDate(early ? now - ALLOWED_SKEW_MS : now + ALLOWED_SKEW_MS)
  return {
    kind: 'skewed',
    message: early
      ? `Signature expired: ${amzDate} is now earlier than ${limit} (${toAmzDate(now)} - 15 min.)`
      : `Signature not yet current: ${amzDate} is still later than ${limit} (${toAmzDate(now)} + 15 min.)`,
  }
}

/** The scope's date is the request's, its end is the fixed word, and the host is signed. */
function isWhole(scope: SignedScope, amzDate: string): boolean {
  return scope.terminator === 'aws4_request' && amzDate.startsWith(scope.date) && scope.signedHeaders.includes('host')
}

function undated(): AuthenticationFailure {
  return {
    kind: 'malformed',
    message: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
  }
}

function refused(failure: AuthenticationFailure): Authentication {
  return {kind: 'refused', failure}
}
