import type {Item} from './item.ts'
import {crashMatrixItems} from './items/lists/crash-matrix.ts'
import {createSecretItems} from './items/lists/create-secret.ts'
import {errorsItems} from './items/lists/errors.ts'
import {eventAndTokenItems} from './items/lists/event-and-token.ts'
import {finishSecretItems} from './items/lists/finish-secret.ts'
import {leaksItems} from './items/lists/leaks.ts'
import {mixingItems} from './items/lists/mixing.ts'
import {privilegeItems} from './items/lists/privilege.ts'
import {retirementItems} from './items/lists/retirement.ts'
import {setSecretItems} from './items/lists/set-secret.ts'
import {testSecretItems} from './items/lists/test-secret.ts'
import {timeItems} from './items/lists/time.ts'
import {valueStrengthItems} from './items/lists/value-strength.ts'

/** Every item of the contract, in its order. */
export const ITEMS: readonly Item[] = [
  ...eventAndTokenItems,
  ...createSecretItems,
  ...valueStrengthItems,
  ...setSecretItems,
  ...testSecretItems,
  ...finishSecretItems,
  ...retirementItems,
  ...errorsItems,
  ...leaksItems,
  ...privilegeItems,
  ...timeItems,
  ...mixingItems,
  ...crashMatrixItems,
]
