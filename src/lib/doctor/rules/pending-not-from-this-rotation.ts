import {decided, idOf} from '../decided.ts'
import {type SecretFacts, valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const pendingNotFromThisRotation: Rule = {
  id: 'pending-not-from-this-rotation',
  severity: 'critical',
  title: 'AWSPENDING was not written by the rotation function',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['ask', 'advice'],
  tier: 'A',
  detects:
    'The pending version was made by hand, is older than AWSCURRENT, or was written without RotationToken through another role.',
  repair:
    'Where the target rejects it: keeps the value and drops the label (asks). Where it works: finish or discard, as you choose.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html',
  check: facts =>
    decided(
      facts,
      'pending-not-from-this-rotation',
      () => `${idOf(facts.pending?.versionId)} was not made by this rotation: ${makerOf(facts)}.`,
      tokenAdvice(facts),
    ),
}

function makerOf(facts: SecretFacts): string {
  const maker = facts.pending?.maker
  const proof = maker?.kind === 'known' ? maker.proof[0]?.text : undefined
  return proof ?? 'somebody else wrote it'
}

function tokenAdvice(facts: SecretFacts): {advice: readonly string[]} {
  const failed = valueOf(facts.events)?.events.find(event => event.errorMessage?.includes('was not created by Lambda'))
  if (failed === undefined) return {advice: []}
  return {advice: ['the function has to pass RotationToken to PutSecretValue first, or it happens again']}
}
