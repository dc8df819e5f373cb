import {decide} from '../decide.ts'
import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const secretScheduledForDeletion: Rule = {
  id: 'secret-scheduled-for-deletion',
  severity: 'critical',
  title: 'The secret is scheduled for deletion while rotation is on',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'B',
  detects: 'DeletedDate is set: reads and rotations fail, and the values go with the date.',
  repair: 'None here: RestoreSecret is an operator’s decision; the command is printed.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html',
  check: facts => {
    const rotates = valueOf(facts.labels)?.description.rotationEnabled === true
    if (decide(facts).finding !== 'secret-scheduled-for-deletion' || !rotates) return []
    return [
      {
        message: 'Reads and rotations fail until it is restored; on the date its values are gone.',
        verdict: 'refuse',
        planned: {kind: 'refused', because: 'operator needed: whether it is to be kept only its owner knows'},
        advice: [{service: 'secretsmanager', operation: 'RestoreSecret', input: {SecretId: facts.arn}}],
      },
    ]
  },
}
