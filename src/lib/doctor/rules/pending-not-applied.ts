import {decided, failureWords, idOf} from '../decided.ts'
import {evidenceOf, line} from '../evidence.ts'
import type {SecretFacts} from '../facts.ts'
import {loginOrder, sentences} from '../login-order.ts'
import type {Evidence, Rule} from '../rule.ts'

export const pendingNotApplied: Rule = {
  id: 'pending-not-applied',
  severity: 'critical',
  title: 'The pending value was stored and the target does not accept it',
  topic: 'labels',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects: 'createSecret stored a value, and setSecret did not make the target take it.',
  repair:
    'Resumes from setSecret with the same token, once for a version (asks); if that changes nothing, keeps the value and drops the label.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html',
  check: facts =>
    decided(
      facts,
      'pending-not-applied',
      () => {
        const why = failureWords(facts)
        const stored = `${idOf(facts.pending?.versionId)} was stored and never set: the target rejects it`
        return sentences(why === undefined ? `${stored}.` : `${stored}; ${why}.`, loginOrder(facts))
      },
      {evidence: [...evidenceOf(facts), ...sentBefore(facts)]},
    ),
}

/** Why it is not resumed: that was tried, and the target rejects the value all the same. */
function sentBefore({pending, setSecretSentBefore}: SecretFacts): readonly Evidence[] {
  if (pending === undefined || setSecretSentBefore === undefined) return []
  const {at, runId} = setSecretSentBefore
  const parts = [{text: 'setSecret, by this machine', at}, {text: `run ${runId} of the journal`}]
  return [line('sent', {versionId: pending.versionId, label: 'AWSPENDING'}, parts, {source: 'journal', at})]
}
