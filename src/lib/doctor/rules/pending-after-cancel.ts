import {decided, idOf} from '../decided.ts'
import {type SecretFacts, valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const pendingAfterCancel: Rule = {
  id: 'pending-after-cancel',
  severity: 'high',
  title: 'Rotation is off with AWSPENDING left over',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects: 'Rotation was cancelled while a version was pending, so no retry will come.',
  repair: 'Promotes the pending version where the target takes it, else keeps its value and drops the label (asks).',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html',
  check: facts =>
    decided(
      facts,
      'pending-after-cancel',
      () =>
        `Rotation is off${cancelledBy(facts)}, and ${idOf(facts.pending?.versionId)} still has AWSPENDING: no retry will come.`,
    ),
}

function cancelledBy(facts: SecretFacts): string {
  const event = valueOf(facts.events)?.events.find(other => other.name === 'CancelRotateSecret')
  return event?.caller?.arn === undefined ? '' : ` (cancelled by ${event.caller.arn})`
}
