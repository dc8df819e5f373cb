import {decide} from '../decide.ts'
import {idOf} from '../decided.ts'
import {evidenceOf} from '../evidence.ts'
import {valueOf} from '../facts.ts'
import {ownerOf, owningServiceCommand} from '../owning-service.ts'
import type {Rule} from '../rule.ts'

export const secretOwnedByService: Rule = {
  id: 'secret-owned-by-service',
  severity: 'none',
  title: 'A service owns this secret and rotates it itself',
  topic: 'environment',
  group: 'posture',
  fixClasses: ['none'],
  tier: 'A',
  detects:
    'A state: managed rotation or a managed external secret has no function. A finding only while AWSPENDING is left.',
  repair: 'None here: the owning service’s own command is printed.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html',
  check: facts => {
    const description = valueOf(facts.labels)?.description
    const decision = decide(facts)
    if (description === undefined || decision.finding !== 'secret-owned-by-service') return []
    const owner = ownerOf(description)
    const advice = [owningServiceCommand(description)]
    const {pending, running} = facts
    if (pending === undefined || running.value === 'yes')
      return [{message: `${owner} rotates this secret: no repair here applies. What changes it now:`, advice}]
    return [
      {
        message: `${owner} rotates this secret, and AWSPENDING is left on ${idOf(pending.versionId)}.`,
        severity: 'high',
        group: 'condition',
        evidence: evidenceOf(facts),
        verdict: 'refuse',
        planned: {kind: 'refused', because: decision.reason ?? ''},
        advice,
      },
    ]
  },
}
