import {fail, judged, pass, type CaseVerdict, type Item, type Plan} from '../item.ts'
import type {RotationResult} from '../observation.ts'
import {extraFields, noRotationToken} from '../scenarios/event-extras.ts'
import {notReached} from '../skips.ts'

export const eventExtrasTolerated: Item = {
  id: 'event-extras-tolerated',
  class: 'event and token',
  severity: 'high',
  rule: 'Unknown event fields and a missing RotationToken do no harm',
  hint: 'Read only what you need, default the token',
  kinds: 'any',
  cases: plan => [
    judged(extraFields, ({facts}) => judge(facts, plan, 'with fields that nobody knows')),
    judged(noRotationToken, ({facts}) => byTokenAlone(facts) ?? judge(facts, plan, 'without a RotationToken')),
  ],
}

/** The service takes a value that another role wrote for a stranger's, unless the token tells; so none can do without. */
function byTokenAlone({ok, steps}: RotationResult): CaseVerdict | undefined {
  const stored = steps.flatMap(({calls}) => calls).filter(({operation}) => operation === 'PutSecretValue')
  return !ok && stored.some(({needs}) => needs.length === 0)
    ? {verdict: 'skipped', reason: 'it writes with another role, and only the RotationToken vouches for that'}
    : undefined
}

function judge(rotation: RotationResult, plan: Plan, how: string): CaseVerdict {
  if (rotation.ok) return pass
  // It fails with the usual event too, so the extras say nothing.
  if (!plan.plain.rotation.ok) return notReached(plan.plain.rotation)
  return fail(`a rotation with events ${how} succeeds`, `${rotation.failed?.step ?? 'finishSecret'} failed`)
}
