import {fail, judged, pass, type Item} from '../item.ts'
import {twins} from '../scenarios/strength.ts'
import {tooFewValues} from '../skips.ts'

export const valueFromCryptoSource: Item = {
  id: 'value-from-crypto-source',
  class: 'value strength',
  severity: 'critical',
  rule: 'The generator is cryptographic',
  hint: 'crypto.randomBytes / secrets, never Math.random / random',
  kinds: ['rand', 'rep', 'alt'],
  cases: () => [
    judged(twins, ({facts: {first, second}}) => {
      if (first === undefined || second === undefined) return tooFewValues
      if (first.text !== second.text) return pass
      const observed = 'two processes with the same seed, token and clock made the same value'
      return fail('nobody can predict a new value', observed)
    }),
  ],
}
