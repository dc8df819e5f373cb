import {judged, type Item} from '../item.ts'
import {judgeRefusals} from '../refusals.ts'
import {badEvents} from '../scenarios/wrong-event.ts'

export const badEventRejected: Item = {
  id: 'bad-event-rejected',
  class: 'event and token',
  severity: 'high',
  rule: 'Missing, empty or wrongly typed SecretId, ClientRequestToken or Step fails before any mutating call',
  hint: 'Check the event before the first client call',
  kinds: 'any',
  cases: () => badEvents.map(scenario => judged(scenario, ({facts}) => judgeRefusals(...facts))),
}
