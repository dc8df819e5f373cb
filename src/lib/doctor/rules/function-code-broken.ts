import {lastFailures} from '../failures.ts'
import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const functionCodeBroken: Rule = {
  id: 'function-code-broken',
  severity: 'critical',
  title: 'The rotation function cannot do a step',
  topic: 'function',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'The handler cannot be loaded, its runtime lacks a module, or a step is not implemented; unchanged since.',
  repair: 'None here: the first error is printed; mend the code, then testSecret gives a fresh proof.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html',
  check: facts => {
    const found = valueOf(facts.function)
    const failures = lastFailures(facts, ['cannot-load', 'not-implemented'])
    if (found?.kind !== 'found' || failures === undefined) return []
    return [
      {
        message: `${found.configuration.name}${failures.step === undefined ? '' : ` in ${failures.step}`}: ${failures.text}.`,
        isCause: true,
        resource: found.configuration.arn,
        ...(failures.fresh ? {blocks: true} : {seenAt: failures.at}),
        advice:
          facts.pending === undefined || failures.fresh
            ? ['mend the function’s code']
            : ['mend the function’s code, then doctor --fix offers testSecret once, as fresh proof'],
      },
    ]
  },
}
