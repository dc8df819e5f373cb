import {ServiceError} from '../../kernel.ts'

// Texts of aws-behaviour.md section 9.

export function noSuchGroup(): ServiceError {
  return new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.')
}

export function noSuchStream(): ServiceError {
  return new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.')
}

export function alreadyExists(what: 'group' | 'stream'): ServiceError {
  return new ServiceError('ResourceAlreadyExistsException', `The specified log ${what} already exists`)
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message)
}

export function invalidToken(): ServiceError {
  return invalidParameter('The specified nextToken is invalid.')
}

/** Text seen where the permission was missing: https://github.com/DataDog/cloudformation-template/pull/61. */
export function tagsDenied({accountId}: {readonly accountId: string}): ServiceError {
  const text = `User with accountId: ${accountId} is not authorized to perform CreateLogGroup with Tags. An additional permission "logs:TagResource" is required.`
  return new ServiceError('AccessDeniedException', text)
}
