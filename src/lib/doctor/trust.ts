import {lackOf, powersOf} from '../rehearse/record.ts'
import {trustWanted} from '../rotation/hand-sent.ts'
import {type SecretFacts, valueOf} from './facts.ts'

/** What may be sent to the rotation function by hand, by its rehearsal or because the operator named its code. */
export interface Trust {
  /** createSecret, setSecret and finishSecret, each after a question. */
  readonly resume: boolean
  /** The answer of testSecret counts as the target's own. */
  readonly testSecretIsProbe: boolean
  /** A rehearsal saw that testSecret changes nothing. */
  readonly testSecretIsSafe: boolean
  /** Why a step is refused that wants trust, and what would let it go. */
  readonly wanted: string
}

/** Of a function that was not read nothing is trusted. */
export function trustOf(facts: Pick<SecretFacts, 'function' | 'trustedCode'>): Trust {
  const found = valueOf(facts.function)
  if (found?.kind !== 'found')
    return {
      resume: false,
      testSecretIsProbe: false,
      testSecretIsSafe: false,
      wanted: 'the rotation function could not be read',
    }
  const {codeSha256} = found.configuration
  const named = codeSha256 !== undefined && facts.trustedCode.includes(codeSha256)
  const powers = powersOf(found.rehearsal)
  return {
    resume: named || powers.resume,
    testSecretIsProbe: named || powers.testSecretIsProbe,
    testSecretIsSafe: powers.testSecretIsSafe,
    wanted: trustWanted(codeSha256, lackOf(found.rehearsal, 'this function')),
  }
}
