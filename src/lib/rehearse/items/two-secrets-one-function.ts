import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {twoSecrets, type OfSecret} from '../scenarios/two-secrets.ts'
import {callName, notPossible} from '../step-facts.ts'

export const twoSecretsOneFunction: Item = {
  id: 'two-secrets-one-function',
  class: 'mixing, concurrency, visibility',
  severity: 'critical',
  rule: 'Alternating rotations in one warm process stay apart',
  hint: 'No module-level state, no target in the environment',
  kinds: 'any',
  cases({plain}) {
    if (!plain.rotation.ok) return [judged(plainRotation, () => ({verdict: 'skipped', reason: 'it does not rotate'}))]
    return [
      judged(twoSecrets, ({facts}) => {
        if (facts === undefined) return notPossible
        const [one, other] = facts
        return judgeOne(one, other) ?? judgeOne(other, one) ?? pass
      }),
    ]
  },
}

function judgeOne(own: OfSecret, other: OfSecret): CaseVerdict | undefined {
  const expected = 'two secrets that are rotated in turn stay apart'
  const stray = own.steps.flatMap(({calls}) => calls).find(({input}) => input['SecretId'] === other.arn)
  if (stray !== undefined) return fail(expected, `${callName(stray)} named the other secret`)
  const failed = own.steps.find(({ok}) => !ok)
  if (failed !== undefined) return fail(expected, `${failed.step} failed for one of them`)
  if (!own.promoted) return fail(expected, 'AWSCURRENT of one of them did not move')
  return own.accepted === false ? fail(expected, 'the target of one of them does not take its new value') : undefined
}
