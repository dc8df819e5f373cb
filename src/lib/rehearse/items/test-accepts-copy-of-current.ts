import {fail, judged, pass, type Item} from '../item.ts'
import {testOnly} from '../scenarios/test-only.ts'

export const testAcceptsCopyOfCurrent: Item = {
  id: 'test-accepts-copy-of-current',
  class: 'testSecret',
  severity: 'high',
  rule: 'It passes when pending equals current',
  hint: 'Do not insist on a difference',
  kinds: 'any',
  cases: () => [
    judged(testOnly, ({facts}) =>
      facts.ok ? pass : fail('testSecret passes with a pending value that is the current one', 'it failed'),
    ),
  ],
}
