/** The condition keys that every request has: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html. */
import type {Authorization, Principal} from '../../../kernel.ts'
import type {Request} from './compile.ts'

export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** Makes the question a policy can answer. `tags` are those of the user or role behind the principal, `now` is epoch ms. */
export function requestOf(
  principal: Principal,
  question: Authorization,
  facts: {readonly tags: readonly Tag[]; readonly now: () => number},
): Request {
  const given = question.conditions
  return {
    principal,
    action: question.action,
    resource: question.resource,
    lookup: key => {
      const value = given?.[key]
      if (value !== undefined) return typeof value === 'string' ? [value] : value
      const known =
        principalKey(key, principal, facts) ??
        mfaKey(key, principal, facts.now) ??
        environmentKey(key, facts.now, question, principal)
      return known === undefined ? undefined : [known]
    },
  }
}

function principalKey(key: string, principal: Principal, facts: {readonly tags: readonly Tag[]}): string | undefined {
  if (key.startsWith('aws:principaltag/')) {
    const name = key.slice('aws:principaltag/'.length)
    return facts.tags.find(tag => tag.Key.toLowerCase() === name)?.Value
  }
  const service = principal.kind === 'service'
  switch (key) {
    case 'aws:principalarn':
      return service ? undefined : (principal.roleArn ?? principal.arn)
    case 'aws:principalaccount':
      return service ? undefined : principal.accountId
    case 'aws:principaltype':
      return {root: 'Account', user: 'User', 'assumed-role': 'AssumedRole', service: undefined}[principal.kind]
    case 'aws:principalisawsservice':
      return String(service)
    case 'aws:principalservicename':
      return service ? principal.arn : undefined
    case 'aws:userid':
      return principal.userId
    case 'aws:username':
      return principal.userName
    default:
      return undefined
  }
}

/**
 * Temporary credentials say whether they were asked for with a code, long-term keys say nothing:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent.
 */
function mfaKey(key: string, {sessionIssuedAt, mfaAt}: Principal, now: () => number): string | undefined {
  if (key === 'aws:multifactorauthpresent')
    return sessionIssuedAt === undefined ? undefined : String(mfaAt !== undefined)
  if (key !== 'aws:multifactorauthage' || mfaAt === undefined) return undefined
  return String(Math.floor((now() - mfaAt) / 1000))
}

function environmentKey(
  key: string,
  now: () => number,
  question: Authorization,
  {accountId}: Principal,
): string | undefined {
  switch (key) {
    case 'aws:currenttime':
      return new Date(now()).toISOString()
    case 'aws:epochtime':
      return String(Math.floor(now() / 1000))
    case 'aws:securetransport':
      // The sandbox stands for AWS's TLS endpoints; its loopback listener is not what such a policy means to refuse.
      return 'true'
    case 'aws:resourceaccount':
      return question.resource === '*' ? undefined : (question.resourceAccountId ?? accountId)
    default:
      return undefined
  }
}
