/** IAM's errors, with the wire codes of its model (`error.code`, not the shape's name). */
import {ServiceError} from '../../kernel.ts'
import type {HolderKind} from './arns.ts'
import {PolicySyntaxError} from './policy/document.ts'

export function noSuchEntity(message: string): ServiceError {
  return new ServiceError('NoSuchEntity', message, 404)
}

/** Text recorded for users: aws-behaviour.md section 6.1. */
export function noSuchHolder(kind: HolderKind, name: string): ServiceError {
  return noSuchEntity(`The ${kind} with name ${name} cannot be found.`)
}

export function noSuchKey(accessKeyId: string): ServiceError {
  return noSuchEntity(`The Access Key with id ${accessKeyId} cannot be found.`)
}

export function noSuchPolicy(arn: string): ServiceError {
  return noSuchEntity(`Policy ${arn} was not found.`)
}

export function alreadyExists(message: string): ServiceError {
  return new ServiceError('EntityAlreadyExists', message, 409)
}

export function deleteConflict(what: string): ServiceError {
  return new ServiceError('DeleteConflict', `Cannot delete entity, must ${what} first.`, 409)
}

export function limitExceeded(message: string): ServiceError {
  return new ServiceError('LimitExceeded', message, 409)
}

export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message, 400)
}

/** Runs a check of a policy and turns its complaint into MalformedPolicyDocument. */
export function orMalformed(check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error
    throw new ServiceError('MalformedPolicyDocument', error.message, 400)
  }
}

export function invalidInput(message: string): ServiceError {
  return new ServiceError('InvalidInput', message, 400)
}
