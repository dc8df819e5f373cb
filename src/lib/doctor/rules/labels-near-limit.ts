import {isHoldLabel, valueOf} from '../facts.ts'
import {LABEL_LIMIT, labelCount} from '../label-room.ts'
import type {Rule} from '../rule.ts'

const NEAR = 18

export const labelsNearLimit: Rule = {
  id: 'labels-near-limit',
  severity: 'medium',
  title: 'There is hardly room for another label',
  topic: 'labels',
  group: 'posture',
  fixClasses: ['advice'],
  tier: 'B',
  detects: 'At least 18 of the 20 labels that a secret may carry over all its versions are in use.',
  repair: 'None: the labels that could go are named, oldest holds first. Without room for a pin no repair is made.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html',
  check: facts => {
    const labels = valueOf(facts.labels)
    if (labels === undefined || labelCount(labels) < NEAR) return []
    const oldestFirst = [...labels.versions].sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0))
    const free = oldestFirst
      .flatMap(version => version.labels)
      .filter(label => !/^AWS(CURRENT|PENDING|PREVIOUS)$/.test(label))
    const holds = free.filter(label => isHoldLabel(label))
    const rest = free.filter(label => !isHoldLabel(label))
    return [
      {
        message: `${labelCount(labels)} of ${LABEL_LIMIT} labels are in use: no room for pins.`,
        advice: [`labels that could go, oldest holds first: ${[...holds, ...rest].join(', ')}`],
      },
    ]
  },
}
