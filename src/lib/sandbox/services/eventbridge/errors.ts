import {ServiceError} from '../../kernel.ts'

// Texts recorded against AWS (LocalStack's snapshots of its tests of this service), but where they are marked as own.

export const validation = (message: string) => new ServiceError('ValidationException', message)

const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message)

export const noSuchRule = (name: string) => notFound(`Rule ${name} does not exist on EventBus default.`)

export const noSuchBus = (name: string) => notFound(`Event bus ${name} does not exist.`)

export const invalidPattern = (reason: string) =>
  new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`)

export const tooMany = () =>
  new ServiceError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.')

/** Own text: AWS has these. */
export const notServed = (what: string) => validation(`The sandbox does not serve ${what}.`)
