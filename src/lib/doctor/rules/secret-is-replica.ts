import {shellCommand} from '../../shell-words.ts'
import {decide} from '../decide.ts'
import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const secretIsReplica: Rule = {
  id: 'secret-is-replica',
  severity: 'none',
  title: 'The secret is a replica',
  topic: 'environment',
  group: 'posture',
  fixClasses: ['none'],
  tier: 'B',
  detects: 'A state: rotation runs only in the primary region.',
  repair: 'None: continue in the primary region.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicationStatusType.html',
  check: facts => {
    const primary = valueOf(facts.labels)?.description.primaryRegion
    if (primary === undefined || decide(facts).finding !== 'secret-is-replica') return []
    const there = facts.arn.replace(/^(arn:[^:]+:secretsmanager:)[^:]+/, `$1${primary}`)
    return [
      {
        message: `A replica: it is rotated in ${primary}, and repaired there.`,
        advice: [shellCommand(['secrot', 'doctor', there])],
      },
    ]
  },
}
