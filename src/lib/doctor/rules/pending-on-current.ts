import {planned} from '../plans.ts'
import type {Rule} from '../rule.ts'

export const pendingOnCurrent: Rule = {
  id: 'pending-on-current',
  severity: 'none',
  title: 'AWSPENDING is on AWSCURRENT: a finished rotation',
  topic: 'labels',
  group: 'posture',
  fixClasses: ['auto'],
  tier: 'A',
  detects: 'A state, never a fault: AWS takes the label off later, and it blocks nothing.',
  repair: 'Only with --tidy: takes AWSPENDING off.',
  source: 'https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas/issues/168',
  check: facts => {
    const {current} = facts
    if (!facts.pendingOnCurrent || current === undefined) return []
    const message = 'AWSPENDING beside AWSCURRENT is normal after a rotation.'
    if (!facts.options.tidy) return [{message}]
    return [
      {
        message,
        planned: planned(
          facts,
          {fixClass: facts.attested.length > 0 ? 'ask' : 'auto'},
          {
            name: 'tidy',
            calls: [{kind: 'move', label: 'AWSPENDING', from: current.versionId}],
            hits: 'nobody',
            undo: [{kind: 'move', label: 'AWSPENDING', to: current.versionId}],
            question: `Take AWSPENDING off ${current.versionId}, which keeps AWSCURRENT?`,
          },
        ),
      },
    ]
  },
}
