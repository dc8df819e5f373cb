import {shellCommand} from '../../shell-words.ts'
import {decided} from '../decided.ts'
import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const noCurrentVersion: Rule = {
  id: 'no-current-version',
  severity: 'critical',
  title: 'Rotation is on and no version holds AWSCURRENT',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['ask', 'advice'],
  tier: 'A',
  detects: 'A secret without a first value, or whose only version is a pending one.',
  repair:
    'Attaches AWSCURRENT to a pending version that is proven to work (asks); else prints secrot put, which gives it a first value.',
  source: 'https://github.com/hashicorp/terraform-provider-aws/issues/10619',
  check: facts => {
    const rotates = valueOf(facts.labels)?.description.rotationEnabled === true || facts.pending !== undefined
    if (!rotates) return []
    return decided(
      facts,
      'no-current-version',
      () => 'Readers of this secret get nothing: no version holds AWSCURRENT.',
      {
        advice: [`give it a first value: ${shellCommand(['secrot', 'put', facts.name])}`],
        hitsNote: 'they get the value that works',
      },
    )
  },
}
