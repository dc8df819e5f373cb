import {fail, judged, pass, type Item} from '../item.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {oneUserOwnKeys, oneUserSameKey} from '../scenarios/two-secrets.ts'
import {notPossible} from '../step-facts.ts'

export const parallelSecretsOneUser: Item = {
  id: 'parallel-secrets-one-user',
  class: 'mixing, concurrency, visibility',
  severity: 'critical',
  rule: "Two secrets of one user never revoke each other's key",
  hint: 'Refuse a user that another secret claims',
  kinds: ['add'],
  needsModel: true,
  cases({plain, provider}) {
    if (!plain.rotation.ok) return [judged(plainRotation, () => ({verdict: 'skipped', reason: 'it does not rotate'}))]
    // Only IAM tells whether a key is in use, so only there a key that both hold can be left alone.
    const scenarios = provider === 'iam' ? [oneUserOwnKeys, oneUserSameKey] : [oneUserOwnKeys]
    return scenarios.map(scenario =>
      judged(scenario, ({facts}) => {
        if (facts === undefined) return notPossible
        const [name] = facts.cutOff
        if (name === undefined) return pass
        return fail('the current values of both secrets go on working', `that of ${name} was refused`)
      }),
    )
  },
}
