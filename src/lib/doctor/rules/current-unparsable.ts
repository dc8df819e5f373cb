import {idOf} from '../decided.ts'
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
  repair: 'Goes back to the previous version where the target takes it (asks, as current-dead-previous-live).',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html',
  check: facts => {
    const {current} = facts
    if (current?.unparsable === undefined) return []
    return [
      {
        message: `The value of ${idOf(current.versionId)}, which consumers read, ${current.unparsable}.`,
        planned: {
          kind: 'refused',
          because:
            authOf(facts.previous) === 'yes'
              ? 'repaired by current-dead-previous-live'
              : 'no other version is proven to work',
        },
      },
    ]
  },
}
