import type {Item} from '../../item.ts'
import {valueFromCryptoSource} from '../value-from-crypto-source.ts'
import {valueMeetsPolicy} from '../value-meets-policy.ts'
import {valueNeverRepeats} from '../value-never-repeats.ts'
import {valueStrongEnough} from '../value-strong-enough.ts'

export const valueStrengthItems: readonly Item[] = [
  valueStrongEnough,
  valueFromCryptoSource,
  valueMeetsPolicy,
  valueNeverRepeats,
]
