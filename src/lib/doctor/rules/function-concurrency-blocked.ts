import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html: at least 10. */
const ADVISED = 10

export const functionConcurrencyBlocked: Rule = {
  id: 'function-concurrency-blocked',
  severity: 'high',
  title: 'The reserved concurrency keeps the function from running',
  topic: 'function',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'Reserved concurrency is 0; below 10 is a note of medium severity.',
  repair: 'None here: the command that lifts the reservation is printed.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html',
  check: facts => {
    const found = valueOf(facts.function)
    if (found?.kind !== 'found') return []
    const reserved = valueOf(found.reservedConcurrency)
    if (reserved === undefined || reserved >= ADVISED) return []
    const {arn, name} = found.configuration
    const input = {FunctionName: arn.replace(/(:function:[^:]+):.*$/, '$1')}
    if (reserved > 0)
      return [
        {
          severity: 'medium',
          group: 'posture',
          message: `${name} may run ${reserved} times at once; AWS advises ${ADVISED}.`,
        },
      ]
    return [
      {
        message: `${name} has a reserved concurrency of 0: every call is refused.`,
        blocks: true,
        isCause: true,
        resource: arn,
        advice: [{service: 'lambda', operation: 'DeleteFunctionConcurrency', input}],
      },
    ]
  },
}
