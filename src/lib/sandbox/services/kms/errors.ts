import {ServiceError} from '../../kernel.ts'
import type {Key} from './entities.ts'

// Texts of aws-behaviour.md section 7, but where they are marked as the sandbox's own.

export const noSuchKey = (arn: string) => new ServiceError('NotFoundException', `Key '${arn}' does not exist`)

export const unreadableKeyId = (keyId: string) => new ServiceError('NotFoundException', `Invalid keyId '${keyId}'`)

export const foreignRegion = (region: string) => new ServiceError('NotFoundException', `Invalid arn ${region}`)

/** Own text. */
export const noSuchAlias = (arn: string) => new ServiceError('NotFoundException', `Alias ${arn} is not found.`)

/** Own text. */
export const noSuchPolicy = (name: string) => new ServiceError('NotFoundException', `No such policy exists: ${name}`)

/** Refusals of a state: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html. */
export const pendingDeletion = ({arn}: Key) =>
  new ServiceError('KMSInvalidStateException', `${arn} is pending deletion.`)

export const notPendingDeletion = ({arn}: Key) =>
  new ServiceError('KMSInvalidStateException', `${arn} is not pending deletion.`)

export const aliasTaken = (arn: string) =>
  new ServiceError('AlreadyExistsException', `An alias with the name ${arn} already exists`)

/** Own text. */
export const invalidAlias = (why: string) => new ServiceError('InvalidAliasNameException', why)

export const malformedPolicy = (why: string) => new ServiceError('MalformedPolicyDocumentException', why)

/** Own text: AWS makes such keys. */
export const notServed = (what: string) =>
  new ServiceError('UnsupportedOperationException', `The sandbox has no keys of ${what}.`)

export const disabled = ({arn}: Key) => new ServiceError('DisabledException', `${arn} is disabled.`)

/** Own text. */
export const noSuchGrant = (id: string) => new ServiceError('NotFoundException', `Grant ${id} was not found.`)

/** Own text. */
export const invalidPrincipal = (arn: string) =>
  new ServiceError('InvalidArnException', `ARN does not refer to a valid principal: ${arn}`)
