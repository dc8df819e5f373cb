import type {Defect} from './defect.ts'
import {eventAndTokenDefects} from './defects/event-and-token.ts'
import {createSecretDefects} from './defects/create-secret.ts'
import {valueStrengthDefects} from './defects/value-strength.ts'
import {setSecretDefects} from './defects/set-secret.ts'
import {testSecretDefects} from './defects/test-secret.ts'
import {finishSecretDefects} from './defects/finish-secret.ts'
import {retirementDefects} from './defects/retirement.ts'
import {errorsDefects} from './defects/errors.ts'
import {leaksDefects} from './defects/leaks.ts'
import {privilegeDefects} from './defects/privilege.ts'
import {timeDefects} from './defects/time.ts'
import {mixingDefects} from './defects/mixing.ts'
import {crashMatrixDefects} from './defects/crash-matrix.ts'

/**
 * The defective rotation functions that a rehearsal is judged by: at least one for each item of the contract. What a case
 * trips follows from the contract and not from what the judge says.
 */
export const defects: readonly Defect[] = [
  ...eventAndTokenDefects,
  ...createSecretDefects,
  ...valueStrengthDefects,
  ...setSecretDefects,
  ...testSecretDefects,
  ...finishSecretDefects,
  ...retirementDefects,
  ...errorsDefects,
  ...leaksDefects,
  ...privilegeDefects,
  ...timeDefects,
  ...mixingDefects,
  ...crashMatrixDefects,
]
