import {ServiceError} from '../../kernel.ts'

// Texts of aws-behaviour.md section 13.4 and of LocalStack's recordings against AWS, but where they are marked as own.

export const validation = (message: string) => new ServiceError('ValidationError', message)

export const formatError = (message: string) => validation(`Template format error: ${message}`)

export const templateError = (message: string) => validation(`Template error: ${message}`)

export const noSuchStack = (name: string) => validation(`Stack with id ${name} does not exist`)

/** Some operations say it in other words. */
export const noStack = (name: string) => validation(`Stack [${name}] does not exist`)

export const alreadyExists = (name: string) =>
  new ServiceError('AlreadyExistsException', `Stack [${name}] already exists`)

export const noSuchChangeSet = (name: string) =>
  new ServiceError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404)

export const changeSetExists = (name: string) =>
  new ServiceError('AlreadyExistsException', `ChangeSet ${name} already exists`)

export const notExecutable = (id: string, status: string) =>
  new ServiceError(
    'InvalidChangeSetStatus',
    `ChangeSet [${id}] cannot be executed in its current status of [${status}]`,
  )

export const insufficientCapabilities = (names: readonly string[]) =>
  new ServiceError('InsufficientCapabilitiesException', `Requires capabilities : [${names.join(', ')}]`)

export const notUpdatable = (arn: string, status: string) =>
  validation(`Stack:${arn} is in ${status} state and can not be updated.`)

/** Own text: AWS has these. */
export const notServed = (what: string) => validation(`The sandbox does not serve ${what}.`)
