import {decide} from '../decide.ts'
import {valueOf} from '../facts.ts'
import {owningServiceCommand} from '../owning-service.ts'
import type {Rule} from '../rule.ts'

export const secretOwnedByService: Rule = {
  id: 'secret-owned-by-service',
  severity: 'none',
  title: 'A service owns this secret and rotates it itself',
  topic: 'environment',
  group: 'posture',
  fixClasses: ['none'],
  tier: 'A',
  detects: 'A state: managed rotation or a managed external secret has no function, so no repair here applies.',
  repair: 'None: the owning service’s own command is printed.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html',
  check: facts => {
    const description = valueOf(facts.labels)?.description
    if (description === undefined || decide(facts).finding !== 'secret-owned-by-service') return []
    const owner = description.owningService ?? description.type ?? 'a service'
    return [{message: `${owner} owns this secret and rotates it.`, advice: [owningServiceCommand(description)]}]
  },
}
