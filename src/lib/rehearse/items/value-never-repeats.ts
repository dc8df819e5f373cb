import {fail, judged, pass, type Item} from '../item.ts'
import {samples} from '../scenarios/strength.ts'
import {tooFewValues} from '../skips.ts'

export const valueNeverRepeats: Item = {
  id: 'value-never-repeats',
  class: 'value strength',
  severity: 'high',
  rule: "Never empty, never equal to current, previous or another token's value",
  hint: 'Generate per token',
  kinds: ['rand', 'rep', 'alt'],
  cases: () => [
    judged(samples, ({facts: {parts}}) => {
      if (parts.length < 2) return tooFewValues
      if (parts.some(({after}) => after === '')) return fail('a new value is never empty', 'one was')
      if (parts.some(({before, after}) => before === after)) {
        return fail('a new value is another one than the current', 'it stayed what it was')
      }
      const distinct = new Set(parts.map(({after}) => after)).size
      const observed = `${parts.length} tokens came to ${distinct} values`
      return distinct === parts.length ? pass : fail('each token has a value of its own', observed)
    }),
  ],
}
