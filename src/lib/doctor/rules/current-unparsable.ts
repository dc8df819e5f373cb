import {decide} from '../decide.ts'
import {decided, idOf} from '../decided.ts'
import type {SecretFacts} from '../facts.ts'
import {authOf} from '../pending-state.ts'
import type {Rule} from '../rule.ts'

export const currentUnparsable: Rule = {
  id: 'current-unparsable',
  severity: 'critical',
  title: 'AWSCURRENT does not have the shape its target needs',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects:
    'The current value is not JSON, or lacks the fields of its kind of credential. Known only once values were read.',
  repair: 'Goes back to the previous version where the target takes it (asks).',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html',
  check: facts => {
    const {current} = facts
    if (current?.unparsable === undefined) return []
    const message = `The value of ${idOf(current.versionId)}, which consumers read, ${current.unparsable}.`
    const repaired = decided(facts, 'current-unparsable', () => message, {hitsNote: 'they get the value that works'})
    if (repaired.length > 0) return repaired
    return [{message, planned: {kind: 'refused', because: reasonOf(facts)}}]
  },
}

function reasonOf(facts: SecretFacts): string {
  const {finding} = decide(facts)
  if (authOf(facts.previous) !== 'yes') return 'no other version is proven to work'
  return finding === undefined ? 'AWSPENDING is on another version: that is decided first' : `decided by ${finding}`
}
