import {fail, judged, pass, type Item} from '../item.ts'
import {otherAddress, otherIdentity} from '../scenarios/other-identity.ts'
import {notPossible} from '../step-facts.ts'

export const setRefusesOtherIdentity: Item = {
  id: 'set-refuses-other-identity',
  class: 'setSecret',
  severity: 'critical',
  rule: 'Pending and current must name the same user and host (alt: the expected pair)',
  hint: 'Compare before connecting',
  kinds: ['rep', 'alt'],
  needsModel: true,
  cases: () =>
    [
      {scenario: otherIdentity('setSecret'), what: 'user'},
      {scenario: otherAddress('setSecret'), what: 'host'},
    ].map(({scenario, what}) =>
      judged(scenario, ({facts}) => {
        if (facts === undefined) return notPossible
        const expected = `setSecret fails where the pending value names another ${what} than the current one`
        if (facts.result.ok) return fail(expected, 'it reported success')
        return facts.changed ? fail(expected, 'it changed the target') : pass
      }),
    ),
}
