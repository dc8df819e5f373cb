import type {Item} from '../../item.ts'
import {setAfterPendingStored} from '../set-after-pending-stored.ts'
import {setCompletesPartialChange} from '../set-completes-partial-change.ts'
import {setFailsWhenLockedOut} from '../set-fails-when-locked-out.ts'
import {setFallsBackToPrevious} from '../set-falls-back-to-previous.ts'
import {setMovesNoLabel} from '../set-moves-no-label.ts'
import {setReadsItsVersion} from '../set-reads-its-version.ts'
import {setRefusesOtherIdentity} from '../set-refuses-other-identity.ts'
import {setRepeatChangesNothing} from '../set-repeat-changes-nothing.ts'
import {setTriesPendingFirst} from '../set-tries-pending-first.ts'

export const setSecretItems: readonly Item[] = [
  setAfterPendingStored,
  setReadsItsVersion,
  setRepeatChangesNothing,
  setTriesPendingFirst,
  setFallsBackToPrevious,
  setFailsWhenLockedOut,
  setRefusesOtherIdentity,
  setMovesNoLabel,
  setCompletesPartialChange,
]
