import {ServiceError} from '../../kernel.ts'

// Codes of aws-behaviour.md section 11, texts too, but where they are marked as the sandbox's own.

/** The two APIs refuse the same things under different codes. */
export interface Refusals {
  invalid(message: string): ServiceError
  tooMuch(message: string): ServiceError
  noConfigurationSet(name: string): ServiceError
}

export const ofQuery: Refusals = {
  invalid: message => new ServiceError('InvalidParameterValue', message),
  tooMuch: message => new ServiceError('Throttling', message),
  noConfigurationSet: name =>
    new ServiceError('ConfigurationSetDoesNotExist', `Configuration set <${name}> does not exist.`, 400, {
      ConfigurationSetName: name,
    }),
}

export const ofRest: Refusals = {
  invalid: message => new ServiceError('BadRequestException', message),
  tooMuch: message => new ServiceError('TooManyRequestsException', message, 429),
  noConfigurationSet: name => new ServiceError('NotFoundException', `Configuration set <${name}> does not exist.`, 404),
}

/** https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html: the region in capitals, then the addresses. */
export const notVerified = (region: string, addresses: readonly string[]) =>
  new ServiceError(
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region ' +
      `${region.toUpperCase()}: ${addresses.join(', ')}`,
  )

/** Own text. */
export const noSuchIdentity = (name: string) =>
  new ServiceError('NotFoundException', `Email identity ${name} does not exist.`, 404)

/** Own text. */
export const identityExists = (name: string) =>
  new ServiceError('AlreadyExistsException', `Email identity ${name} already exists.`)
