import {decide} from '../decide.ts'
import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const functionNotFound: Rule = {
  id: 'function-not-found',
  severity: 'critical',
  title: 'The rotation function does not exist',
  topic: 'function',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'RotationLambdaARN points at nothing, or into another region; AWS words that as a missing permission.',
  repair: 'None here: deploy the function, then name its ARN with RotateSecret.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html',
  check: facts => {
    const fact = valueOf(facts.function)
    if (fact?.kind !== 'missing') return []
    const stuck = decide(facts).verdict === 'settled' ? [] : ['AWS takes a new ARN only once the labels are repaired']
    return [
      {
        message:
          fact.because === 'other-region'
            ? `${fact.arn} is in another region than the secret: AWS cannot call it.`
            : `There is no function ${fact.arn}.`,
        blocks: true,
        isCause: true,
        resource: fact.arn,
        advice: [
          ...stuck,
          {
            service: 'secretsmanager',
            operation: 'RotateSecret',
            input: {SecretId: facts.arn, RotationLambdaARN: 'FUNCTION_ARN', RotateImmediately: false},
          },
        ],
      },
    ]
  },
}
