import {ServiceError} from '../../kernel.ts'

/**
 * The service's refusals. Texts that AWS is known to use stand as they are; the ones marked "own text" are the
 * sandbox's, because AWS's words for the case are not known. Clients should match on the code.
 */
export const notFound = () =>
  new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")

export const labelNotFound = (label: string) =>
  new ServiceError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for staging label: ${label}`,
  )

export const versionNotFound = (versionId: string) =>
  new ServiceError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${versionId}`,
  )

export const invalidRequest = (message: string) => new ServiceError('InvalidRequestException', message)

export const invalidParameter = (message: string) => new ServiceError('InvalidParameterException', message)

export const invalidName = () =>
  new ServiceError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  )

const TOKEN_MISSING = 'You must provide a ClientRequestToken value. We recommend a UUID-type value.'

/** Create, Put and Update answer a request without a token with this; RotateSecret has another code for the same words. */
export const tokenMissing = () => invalidRequest(TOKEN_MISSING)

export const rotationTokenMissing = () => invalidParameter(TOKEN_MISSING)

export const nameTaken = (name: string) =>
  new ServiceError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`)

export const tokenTaken = (token: string, arn: string) =>
  new ServiceError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  )

export const nameScheduledForDeletion = () =>
  invalidRequest("You can't create this secret because a secret with this name is already scheduled for deletion.")

export const markedForDeletion = () =>
  invalidRequest("You can't perform this operation on the secret because it was marked for deletion.")

export const alreadyDeleted = () =>
  invalidRequest("You can't perform this operation on the secret because it was deleted.")

export const managedByService = () =>
  invalidRequest('This secret is managed by an AWS service, and you must use that service to update it.')

export const onReplica = () =>
  invalidParameter("Operation not permitted on a replica secret. Call must be made in primary secret's region.")

export const defaultKeyAcrossAccounts = () =>
  invalidRequest(
    "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
  )

export const keyAccessDenied = () => new ServiceError('AccessDeniedException', 'Access to KMS is not allowed')

/** Own text, after the sentence in the API reference. */
export const cannotEncrypt = () =>
  new ServiceError(
    'EncryptionFailure',
    "Secrets Manager can't encrypt the protected secret text using the provided KMS key.",
  )

/** Own text, after the sentence in the API reference. */
export const cannotDecrypt = () =>
  new ServiceError(
    'DecryptionFailure',
    "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
  )

/** Own text. */
export const limitExceeded = (what: string) => new ServiceError('LimitExceededException', what)

/** Own text. */
export const invalidNextToken = () => new ServiceError('InvalidNextTokenException', 'The NextToken value is invalid.')
