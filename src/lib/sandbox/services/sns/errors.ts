import {ServiceError} from '../../kernel.ts'

// Texts of aws-behaviour.md section 11, but where they are marked as the sandbox's own.

export const noSuchTopic = () => new ServiceError('NotFound', 'Topic does not exist', 404)

/** `what` is the member, with its reason where SNS gives one. */
export const invalid = (what: string) => new ServiceError('InvalidParameter', `Invalid parameter: ${what}`)

export const invalidFor = (member: string, reason: string) => invalid(`${member} Reason: ${reason}`)

/** Own text: AWS has these. */
export const notServed = (member: string, what: string) => invalidFor(member, `The sandbox does not serve ${what}.`)

export const invalidToken = () => new ServiceError('InvalidParameter', 'Invalid token')
