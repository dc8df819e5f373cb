import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const functionNotActive: Rule = {
  id: 'function-not-active',
  severity: 'critical',
  title: 'The rotation function is not active',
  topic: 'function',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'Its state is Pending, Inactive or Failed, or its last update failed.',
  repair: 'None here: the reason that Lambda gives is printed.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html',
  check: facts => {
    const found = valueOf(facts.function)
    if (found?.kind !== 'found') return []
    const {configuration} = found
    const state = configuration.state ?? 'Active'
    const updateFailed = configuration.lastUpdateStatus === 'Failed'
    if (state === 'Active' && !updateFailed) return []
    const reason = updateFailed ? configuration.lastUpdateReason : configuration.stateReason
    const what = updateFailed ? 'its last update failed' : `its state is ${state}`
    return [
      {
        message: `${configuration.name}: ${what}${reason === undefined ? '' : ` (${reason})`}.`,
        blocks: true,
        isCause: true,
        resource: configuration.arn,
        advice: [
          {
            service: 'lambda',
            operation: 'GetFunctionConfiguration',
            input: {FunctionName: configuration.arn},
          },
        ],
      },
    ]
  },
}
