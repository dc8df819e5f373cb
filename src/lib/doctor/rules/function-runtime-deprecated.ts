import {supportEndOf} from '../../rotation/runtime-support.ts'
import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const functionRuntimeDeprecated: Rule = {
  id: 'function-runtime-deprecated',
  severity: 'high',
  title: 'The runtime of the function is no longer supported',
  topic: 'function',
  group: 'posture',
  fixClasses: ['advice'],
  tier: 'B',
  detects: 'The day on which Lambda ended the support of its runtime has passed.',
  repair:
    'None here: a function of `secrot deploy` gets the newest runtime by deploying it again, any other by whatever deploys it.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
  check: facts => {
    const found = valueOf(facts.function)
    if (found?.kind !== 'found') return []
    const {arn, name, runtime} = found.configuration
    const end = runtime === undefined ? undefined : supportEndOf(runtime)
    if (end === undefined || end > facts.now) return []
    return [
      {
        message: `${name} runs on ${runtime}, whose support ended on ${new Date(end).toISOString().slice(0, 10)}.`,
        resource: arn,
        advice: [
          'Give it a newer runtime where it is deployed from, after a rehearsal on that; secrot deploy brings the newest for its own.',
        ],
      },
    ]
  },
}
