import {failureWords} from '../decided.ts'
import {line} from '../evidence.ts'
import {type SecretFacts, valueOf} from '../facts.ts'
import {holdsPlaceholder} from '../../rotation/first-value.ts'
import type {Rule} from '../rule.ts'

const outcomes = ['RotationSucceeded', 'TestRotationSucceeded', 'RotationFailed', 'TestRotationFailed']

export const lastRotationFailed: Rule = {
  id: 'last-rotation-failed',
  severity: 'high',
  title: 'The newest rotation failed',
  topic: 'schedule',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'A failure is newer than the last success, and nothing is pending any more.',
  repair: 'None: the finding that made it fail is named; rotate when it is gone, or leave it to the next window.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html',
  check: facts => {
    const failed = newestOutcome(facts)
    // While something is pending its own finding tells; a failed version that is current now was finished after all.
    if (failed === undefined || facts.pending !== undefined) return []
    if (failed.versionId !== undefined && failed.versionId === facts.current?.versionId) return []
    const test = failed.name === 'TestRotationFailed'
    // AWS tests a schedule with the value in use: of a placeholder that says nothing.
    const labels = valueOf(facts.labels)
    if (test && labels !== undefined && holdsPlaceholder(labels.description)) return []
    const words = failureWords(facts) ?? failed.errorMessage ?? 'no reason was written down'
    return [
      {
        message: `The newest ${test ? 'schedule test' : 'rotation'} failed: ${words}.`,
        evidence: [
          line(
            'event',
            failed.versionId === undefined ? {} : {versionId: failed.versionId},
            [{text: failed.name, at: failed.at}],
            {
              source: 'events',
              at: failed.at,
            },
          ),
        ],
        hasCause: true,
        advice: ['rotate once the cause is gone, or leave it: AWS tries again in the next window'],
      },
    ]
  },
}

function newestOutcome(facts: SecretFacts) {
  const newest = valueOf(facts.events)?.events.find(event => outcomes.includes(event.name))
  return newest?.name === 'RotationFailed' || newest?.name === 'TestRotationFailed' ? newest : undefined
}
