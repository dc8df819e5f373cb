import {parseHolderArn} from './arns.ts'
import {limitExceeded, orMalformed} from './errors.ts'
import {checkTrustPolicy, namedPrincipals, policySize} from './policy/check.ts'
import {PolicySyntaxError} from './policy/document.ts'
import type {IamState} from './state.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
const trustPolicyLimit = 2048

/** A role's trust policy as given, checked. Throws MalformedPolicyDocument or LimitExceeded. */
export function trustPolicyGiven(state: IamState, text: string): string {
  if (policySize(text) > trustPolicyLimit) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${trustPolicyLimit}`)
  }
  orMalformed(() => {
    checkTrustPolicy(text)
    const missing = namedPrincipals(text).find(principal => isMissingPrincipal(state, principal))
    if (missing !== undefined) throw new PolicySyntaxError(`Invalid principal in policy: "AWS":"${missing}"`)
  })
  return text
}

/** Whether an ARN names a user or role of an account the sandbox knows, and that user or role does not exist. */
function isMissingPrincipal(state: IamState, principal: string): boolean {
  const named = parseHolderArn(principal)
  if (named === undefined || named.kind === 'group') return false
  return state.knows(named.accountId) && state.find(named.kind, named.accountId, named.name) === undefined
}
