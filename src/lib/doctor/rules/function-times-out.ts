import {lastFailures, type StepFailures, stepsBefore} from '../failures.ts'
import {type SecretFacts, valueOf} from '../facts.ts'
import {authOf} from '../pending-state.ts'
import type {Rule} from '../rule.ts'

const LONGEST_SECONDS = 900

export const functionTimesOut: Rule = {
  id: 'function-times-out',
  severity: 'critical',
  title: 'A rotation step runs into the time limit of its function',
  topic: 'function',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'Task timed out, in a step of this secret, and the function has not changed since.',
  repair: 'None here: raise the time limit, or find what the step waits for; testSecret then gives a fresh proof.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html',
  check: facts => {
    const found = valueOf(facts.function)
    const failures = lastFailures(facts, ['timeout'])
    if (found?.kind !== 'found' || failures === undefined) return []
    const {name, arn, timeoutMs} = found.configuration
    const limit = Math.round(timeoutMs / 1000)
    return [
      {
        message: `${failures.step ?? 'A step'} used ${used(failures, timeoutMs)} of ${limit} s ${times(failures.count)}${reached(facts, failures)}.`,
        isCause: true,
        resource: arn,
        ...(failures.fresh ? {blocks: true} : {seenAt: failures.at}),
        advice: [
          {
            service: 'lambda',
            operation: 'UpdateFunctionConfiguration',
            input: {FunctionName: name, Timeout: Math.min(LONGEST_SECONDS, limit * 2)},
          },
          ...(facts.pending === undefined || failures.fresh
            ? []
            : ['then doctor --fix offers testSecret once, as fresh proof (it changes nothing)']),
        ],
      },
    ]
  },
}

function used(failures: StepFailures, timeoutMs: number): string {
  return (Math.min(failures.durationMs ?? timeoutMs, timeoutMs) / 1000).toFixed(2)
}

function times(count: number): string {
  const words = ['no times', 'once', 'twice', 'three times', 'four times', 'five times']
  return words[count] ?? `${count} times`
}

/** setSecret changed what the target takes, so the way there is open: a time limit, rather than a closed network. */
function reached(facts: SecretFacts, failures: StepFailures): string {
  const set = stepsBefore(facts, failures).find(invocation => invocation.step === 'setSecret')
  const changed = authOf(facts.pending) === 'yes' && authOf(facts.current) === 'no'
  if (!changed || set?.durationMs === undefined) return ''
  return `, setSecret reached the same host in ${(set.durationMs / 1000).toFixed(1)} s`
}
