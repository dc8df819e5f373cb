import {EXIT, type SecrotError} from '../errors.ts'
import type {ReadFailure} from '../history/watch/state.ts'

/** A failed read as a fact: denied, about something that does not exist, or transient. */
export function readFailure(error: SecrotError): ReadFailure {
  return {
    reason: error.message,
    denied: error.code === 'ACCESS_DENIED',
    gone: error.code === 'SECRET_NOT_FOUND' || error.code === 'NOT_FOUND',
    ...(error.action === undefined ? {} : {action: error.action}),
  }
}

/** The credentials themselves fail (expired, refused, missing): no matter what is called, it is refused. */
export function isCredentialsFailure(error: SecrotError): boolean {
  return error.exit === EXIT.denied && error.code !== 'ACCESS_DENIED'
}
