import {ServiceError} from '../../kernel.ts'

// Codes and texts of aws-behaviour.md section 12, but where they are marked as the sandbox's own.

/** Own text. */
export const noSuchApi = (id: string) => new ServiceError('NotFoundException', `GraphQL API ${id} not found.`, 404)

/** As seen in https://github.com/aws-amplify/amplify-category-api/issues/636: it repeats the key. */
export const noSuchKey = (id: string) => new ServiceError('NotFoundException', `API key not found: ${id}`, 404)

export const validForTooShort = () =>
  new ServiceError('ApiKeyValidityOutOfBoundsException', 'API key must be valid for a minimum of 1 days.')

export const validForTooLong = () =>
  new ServiceError('ApiKeyValidityOutOfBoundsException', 'API key can be valid for a maximum of 365 days.')

/** The model's own sentence. */
export const tooManyKeys = () =>
  new ServiceError('ApiKeyLimitExceededException', 'The API key exceeded a limit. Try your request again.')

/** Own texts. */
export const badRequest = (why: string) => new ServiceError('BadRequestException', why)
