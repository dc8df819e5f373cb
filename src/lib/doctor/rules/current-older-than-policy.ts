import {decide} from '../decide.ts'
import {type SecretFacts, valueOf} from '../facts.ts'
import type {Planned} from '../plan.ts'
import {rotate} from '../plans.ts'
import type {Rule} from '../rule.ts'
import {rotationOverdue} from './rotation-overdue.ts'

const DAY_MS = 86_400_000

export const currentOlderThanPolicy: Rule = {
  id: 'current-older-than-policy',
  severity: 'medium',
  title: 'The value in use is older than is wanted',
  topic: 'labels',
  group: 'posture',
  fixClasses: ['ask'],
  tier: 'B',
  detects:
    'The version in use was made longer ago than valueAge of the configuration file allows; without that it is not looked for.',
  repair: 'Everything else first, then a rotation (asks).',
  source: 'https://github.com/cloud-custodian/cloud-custodian/issues/10416',
  check: facts => {
    const limit = facts.options.wanted?.valueAge
    const createdAt = facts.current?.createdAt
    if (limit === undefined || createdAt === undefined || facts.labels.kind === 'unknown') return []
    const age = facts.now - createdAt
    const {at} = decide(facts)
    if (age <= limit.ms || at === 'deleted' || at === 'replica') return []
    return [
      {
        message: `The value in use is ${Math.floor(age / DAY_MS)} days old; wanted is ${limit.text} at most.`,
        planned: planOf(facts),
        hasCause: true,
      },
    ]
  },
}

function planOf(facts: SecretFacts): Planned {
  if (valueOf(facts.labels)?.description.rotationFunctionArn === undefined)
    return {kind: 'refused', because: 'it has no rotation function: secrot enable gives it one'}
  if (decide(facts).verdict !== 'settled') return {kind: 'refused', because: 'the other findings come first'}
  // One rotation answers both, and is asked for once.
  if (rotationOverdue.check(facts).length > 0) return {kind: 'refused', because: 'rotation-overdue comes first'}
  return rotate(facts)
}
