import {finishedWithoutEffect} from '../failures.ts'
import {valueOf} from '../facts.ts'
import {idOf} from '../decided.ts'
import type {Rule} from '../rule.ts'

export const functionSuccessWithoutEffect: Rule = {
  id: 'function-success-without-effect',
  severity: 'critical',
  title: 'Steps end without error and change nothing',
  topic: 'function',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'createSecret reported success and stored no value, or finishSecret did and AWSCURRENT did not move.',
  repair: 'None here: the handler has to achieve what it reports.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html',
  check: facts => {
    const found = valueOf(facts.function)
    const step = finishedWithoutEffect(facts)
    if (found?.kind !== 'found' || step === undefined) return []
    const versionId = idOf(facts.pending?.versionId)
    const missing =
      step.step === 'createSecret' ? `${versionId} has no value` : `AWSCURRENT was not moved to ${versionId}`
    return [
      {
        message: `${step.step} of ${found.configuration.name} ended without error, yet ${missing}.`,
        isCause: true,
        resource: found.configuration.arn,
        ...(step.fresh ? {blocks: true} : {seenAt: step.at}),
        advice: ['mend the function’s code: a step that reports success has to have achieved its result'],
      },
    ]
  },
}
