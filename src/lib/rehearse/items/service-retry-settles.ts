import {fail, judged, pass, type Item} from '../item.ts'
import {cellScenario, everyCell} from '../matrix.ts'
import {endsAnyway} from '../skips.ts'

export const serviceRetrySettles: Item = {
  id: 'service-retry-settles',
  class: 'crash matrix',
  severity: 'high',
  rule: 'The same-token retry alone settles, without an operator',
  hint: 'Make each step start by asking what is already done',
  kinds: 'any',
  cases: plan =>
    everyCell(plan).map(cell =>
      judged(cellScenario(cell, plan), ({facts}) => {
        if (plan.plain.rotation.failed !== undefined) return endsAnyway(plan.plain.rotation.failed)
        if (facts.settled === 'first' || facts.settled === 'retry') return pass
        const step = facts.retry?.failed?.step
        const observed = step === undefined ? 'it did not' : `${step} failed in each of them`
        return fail('up to three attempts with the same token settle', observed)
      }),
    ),
}
