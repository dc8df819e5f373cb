import {fail, judged, pass, type Item} from '../item.ts'
import {samples} from '../scenarios/strength.ts'
import {tooFewValues} from '../skips.ts'

export const valueStrongEnough: Item = {
  id: 'value-strong-enough',
  class: 'value strength',
  severity: 'critical',
  rule: 'At least 128 bits (--min-bits): shortest length seen × log2 of the alphabet seen, over 64 tokens; from the request if GetRandomPassword made it',
  hint: 'Use GetRandomPassword or 24+ random characters',
  kinds: ['rand', 'rep', 'alt'],
  cases: ({minBits}) => [
    judged(samples, ({facts: {strength}}) => {
      if (strength === undefined) return tooFewValues
      if (strength.bits >= minBits) return pass
      return fail(`a new value has at least ${minBits} bits`, `it has ${strength.bits} bits (${strength.source})`)
    }),
  ],
}
