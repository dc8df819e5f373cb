import {fail, judged, pass, type Item} from '../item.ts'
import {cellScenario, everyCell} from '../matrix.ts'
import {endsAnyway} from '../skips.ts'

export const crashIsLive: Item = {
  id: 'crash-is-live',
  class: 'crash matrix',
  severity: 'critical',
  rule: "From every cell the service's retry or a fresh rotation settles",
  hint: 'Make each step start by asking what is already done',
  kinds: 'any',
  cases: plan =>
    everyCell(plan).map(cell =>
      judged(cellScenario(cell, plan), ({facts}) => {
        if (plan.plain.rotation.failed !== undefined) return endsAnyway(plan.plain.rotation.failed)
        if (facts.settled === 'stuck') {
          const why = facts.fresh?.failed?.step ?? facts.retry?.failed?.step
          const observed = why === undefined ? 'neither did' : `neither did; ${why} failed in the fresh rotation`
          return fail('the same token again, or a fresh rotation, settles', observed)
        }
        if (facts.next?.ok === false) {
          return fail(
            'the rotation after it succeeds',
            `${facts.next.failed?.step ?? 'finishSecret'} of the next rotation failed`,
          )
        }
        return pass
      }),
    ),
}
