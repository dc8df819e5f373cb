import {decided, idOf} from '../decided.ts'
import type {SecretFacts} from '../facts.ts'
import {loginOrder, sentences} from '../login-order.ts'
import type {Rule} from '../rule.ts'

export const pendingStateUnknown: Rule = {
  id: 'pending-state-unknown',
  severity: 'critical',
  title: 'AWSPENDING has a value that nobody could test',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['ask', 'advice'],
  tier: 'A',
  detects: 'Nothing tells whether the target takes the pending value, so it may be the live one.',
  repair: 'Asks the function’s own testSecret where it is trusted (asks); else name the target, attest, or choose.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html',
  check: facts =>
    decided(
      facts,
      'pending-state-unknown',
      () =>
        sentences(
          `Nobody asked the target about ${idOf(facts.pending?.versionId)}: ${reasonOf(facts)}.`,
          loginOrder(facts),
        ),
      {advice: [`${askingHow(facts)}, or say what you know: --attest pending=accepted|rejected`]},
    ),
}

/** Where the target is named, its answer may want the value only. */
function askingHow({target, pending}: SecretFacts): string {
  const unread = pending?.auth.kind === 'unknown' && pending.auth.action === 'secretsmanager:GetSecretValue'
  return target !== 'unnamed' && unread ? 'let its value be read: --read-values' : 'ask the target with --probe'
}

function reasonOf(facts: SecretFacts): string {
  const auth = facts.pending?.auth
  return auth?.kind === 'unknown' ? auth.reason : 'it may be the value that works'
}
