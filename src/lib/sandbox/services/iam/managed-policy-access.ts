/** Managed policies as calls name, read and change them. */
import {ServiceError, type Call} from '../../kernel.ts'
import type {ManagedPolicy} from './entities.ts'
import {limitExceeded, noSuchPolicy, orMalformed, validationError} from './errors.ts'
import {textOf} from './input.ts'
import type {Target} from './operation.ts'
import {checkIdentityPolicy, policySize} from './policy/check.ts'
import type {IamState} from './state.ts'
import {resourceTags} from './targets.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
const sizeLimit = 6144
export const policyArnRules = {PolicyArn: {required: true, min: 20, max: 2048}}

/** The policy text of a call, checked. Throws MalformedPolicyDocument or LimitExceeded. */
export function documentGiven(call: Call): string {
  const text = textOf(call.input, 'PolicyDocument')
  orMalformed(() => checkIdentityPolicy(text))
  if (policySize(text) > sizeLimit) throw limitExceeded(`Cannot exceed quota for PolicySize: ${sizeLimit}`)
  return text
}

export function onPolicy(state: IamState, call: Call): Target {
  const arn = textOf(call.input, 'PolicyArn')
  return {
    resource: arn,
    resourceAsWritten: `policy ${arn}`,
    conditions: resourceTags(state.policy(arn)?.tags ?? []),
  }
}

/** A policy of AWS or of the caller's account. Throws NoSuchEntity. */
export function needPolicy(state: IamState, call: Call): ManagedPolicy {
  const arn = textOf(call.input, 'PolicyArn')
  const policy = state.policies(call.accountId).find(each => each.arn === arn)
  if (policy === undefined) throw noSuchPolicy(arn)
  return policy
}

/** A policy that the account may change. Throws NoSuchEntity, or ValidationError for AWS's own. */
export function ownPolicy(state: IamState, call: Call): ManagedPolicy {
  const policy = needPolicy(state, call)
  if (isAws(policy)) throw validationError('Policy is outside your own account.')
  return policy
}

/** A DeleteConflict in words of its own. */
export function conflict(message: string): ServiceError {
  return new ServiceError('DeleteConflict', message, 409)
}

/** One of AWS's own. */
export function isAws({arn}: ManagedPolicy): boolean {
  return arn.startsWith('arn:aws:iam::aws:')
}
