import {type SecretFacts, valueOf} from '../facts.ts'
import type {Planned} from '../plan.ts'
import {planned} from '../plans.ts'
import {lackingPolicy, type RoleAccess, rolePolicyName} from '../role-access.ts'
import type {Rule} from '../rule.ts'

export const roleLacksSecretAccess: Rule = {
  id: 'role-lacks-secret-access',
  severity: 'critical',
  title: 'The role of the function may not do with the secret what the steps need',
  topic: 'permissions',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects:
    'IAM would refuse DescribeSecret, GetSecretValue, PutSecretValue or UpdateSecretVersionStage to the execution role; or GetRandomPassword, where the rehearsal of the function called it. Where the secret has a policy of its own, or a condition could not be tried, that is unknown; of a role of another account nothing is said.',
  repair:
    'Writes what is lacking into a policy of the role, for this one secret (asks). Where a policy forbids it, or a boundary or the organization leaves it out, an allowance would not help, and none is written.',
  source:
    'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html',
  check: facts => {
    const access = facts.role === undefined ? undefined : valueOf(facts.role)
    if (access === undefined || access.refused.length === 0) return []
    const actions = access.refused.map(({action}) => action).join(', ')
    return [
      {
        message: `Role ${access.roleName} may not do what a rotation of the secret needs: ${actions}.`,
        blocks: true,
        isCause: true,
        resource: access.roleArn,
        planned: allow(facts, access),
      },
    ]
  },
}

function allow(facts: SecretFacts, access: RoleAccess): Planned {
  const forbidden = access.refused.find(({by}) => by !== 'nobody')
  if (forbidden !== undefined)
    return {kind: 'refused', because: `${forbidden.by} forbids ${forbidden.action}, and an allowance would not help`}
  const policy = {roleName: access.roleName, policyName: rolePolicyName(facts.arn)}
  return planned(
    facts,
    {fixClass: 'ask'},
    {
      name: 'allow role',
      calls: [{kind: 'put-role-policy', ...policy, document: lackingPolicy(access)}],
      hits: 'nobody',
      undo: [{kind: 'remove-role-policy', ...policy}],
      question: `Let role ${access.roleName} do ${access.refused.length} more on ${facts.arn}?`,
    },
  )
}
