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
    judged(twins, ({facts: {texts}}) => {
      if (texts.length < 2) return tooFewValues
      if (new Set(texts).size === texts.length) return pass
      return fail('nobody can predict a new value', 'two processes with the same seed and clock made the same value')
    }),
  ],
}
