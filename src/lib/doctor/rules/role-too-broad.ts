import {type RoleExcess, type SecretFacts, valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

/** Of a list, so many are named; all are in the policies themselves. */
const SHOWN = 6

export const roleTooBroad: Rule = {
  id: 'role-too-broad',
  severity: 'high',
  title: 'The role of the function allows more than the function calls',
  topic: 'permissions',
  group: 'posture',
  fixClasses: ['advice'],
  tier: 'B',
  detects:
    'The policies of the execution role allow actions that the function never called in its rehearsal, or allow on everything what it called on one resource. What a rotator that comes with secrot calls only with a setting (MAIL_FROM, TOPIC_ARN, TEST_FUNCTION) counts as called where that is set. Of a function without a rehearsal that ran to its end nothing is said: what it needs is not known.',
  repair: 'None here: the least policy of the rehearsal is printed.',
  source:
    'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html',
  check: facts => {
    const found = valueOf(facts.function)
    if (found?.kind !== 'found' || found.roleExcess === undefined) return []
    const excess = valueOf(found.roleExcess)
    if (excess === undefined || excess.unused.length + excess.wide.length === 0) return []
    const {arn, name} = found.configuration
    return [
      {
        message: `Role ${excess.roleName} allows more than ${name} called in its rehearsal: ${texts(excess).join('; ')}.`,
        resource: arn,
        advice: [
          'The least policy for what it called (put the names of your own targets in place of the rehearsal’s):',
          leastPolicy(excess, facts),
        ],
      },
    ]
  },
}

function texts({unused, wide}: RoleExcess): readonly string[] {
  return [
    ...(unused.length === 0 ? [] : [`never called: ${some(unused)}`]),
    ...(wide.length === 0 ? [] : [`allowed on everything: ${some(wide)}`]),
  ]
}

function some(actions: readonly string[]): string {
  const more = actions.length - SHOWN
  return [...actions.slice(0, SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

/** On one line. The rehearsal's secret is this one; account and region are its own. */
function leastPolicy({needs}: RoleExcess, {arn, environment}: SecretFacts): string {
  const byResource = new Map<string, Set<string>>()
  for (const {action, resource} of needs) {
    const here = resource.includes(':secretsmanager:')
      ? arn
      : resource.replace(':REGION:', `:${environment.region}:`).replace(':ACCOUNT:', `:${environment.account}:`)
    byResource.set(here, (byResource.get(here) ?? new Set()).add(action))
  }
  const Statement = [...byResource].map(([Resource, actions]) => ({
    Effect: 'Allow',
    Action: [...actions].toSorted(),
    Resource,
  }))
  return JSON.stringify({Version: '2012-10-17', Statement})
}
