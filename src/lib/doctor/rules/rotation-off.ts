import {cancelledBy} from '../cancelled-by.ts'
import {decide} from '../decide.ts'
import {line} from '../evidence.ts'
import {type SecretFacts, valueOf} from '../facts.ts'
import type {Planned} from '../plan.ts'
import {planned} from '../plans.ts'
import type {FindingDraft, Rule} from '../rule.ts'

export const rotationOff: Rule = {
  id: 'rotation-off',
  severity: 'medium',
  title: 'Rotation is off',
  topic: 'schedule',
  group: 'posture',
  fixClasses: ['ask'],
  tier: 'A',
  detects: 'Rotation was cancelled and its rules kept; a secret that never rotated counts only with --expect-rotation.',
  repair: 'Switches it on again with the recorded rules, without rotating at once (asks, a question of its own).',
  source: 'https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html',
  check: facts => {
    const description = valueOf(facts.labels)?.description
    if (description === undefined || description.owningService !== undefined || description.type !== undefined)
      return []
    if (description.rotationEnabled === true) return []
    const group = facts.options.expectRotation ? ({group: 'condition'} as const) : {}
    if (description.rotationEnabled === false) return [{...cancelled(facts), ...group}]
    if (!facts.options.expectRotation) return []
    const call = {
      service: 'secretsmanager',
      operation: 'RotateSecret',
      input: {SecretId: facts.arn, RotationLambdaARN: 'FUNCTION_ARN', RotationRules: {AutomaticallyAfterDays: 30}},
    }
    return [{message: 'Rotation was never configured.', ...group, advice: [call]}]
  },
}

/** Who switched it off, and when: whether it may be on again they know best. */
function cancelled(facts: SecretFacts): FindingDraft {
  const event = valueOf(facts.events)?.events.find(other => other.name === 'CancelRotateSecret')
  const by = event?.caller?.arn === undefined ? '' : ` by ${event.caller.arn}`
  return {
    message: `Rotation was cancelled${by}; its rules are kept.`,
    evidence:
      event === undefined
        ? []
        : [line('event', {}, [{text: event.name, at: event.at}], {source: 'events', at: event.at})],
    planned: switchOn(facts, cancelledBy(facts)),
  }
}

function switchOn(facts: SecretFacts, byAndWhen: string): Planned {
  const description = valueOf(facts.labels)?.description
  if (description === undefined) return {kind: 'refused', because: 'the labels could not be read'}
  const settled = decide(facts).verdict === 'settled'
  // AWS refuses RotateSecret, schedule changes too, while AWSPENDING is on a version that is not current.
  if (!settled) return {kind: 'refused', because: 'repair the labels first: AWS refuses schedule changes until then'}
  return planned(
    facts,
    {fixClass: 'ask'},
    {
      name: 'switch on',
      calls: [
        {
          kind: 'switch-on',
          rules: description.rotationRules ?? {},
          ...(description.rotationFunctionArn === undefined ? {} : {functionArn: description.rotationFunctionArn}),
        },
      ],
      hits: 'nobody',
      undo: [{kind: 'cancel-rotation'}],
      question: `Switch the rotation of ${facts.name} on again, which was cancelled${byAndWhen}?`,
    },
  )
}
