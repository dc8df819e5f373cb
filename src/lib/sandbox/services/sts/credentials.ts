import type {Session} from '../iam/entities.ts'
import {isoSeconds} from '../iam/iso.ts'

/** Temporary credentials as STS gives them out, once. */
export function credentialsOf(session: Session) {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: isoSeconds(session.expiresAt),
  }
}
