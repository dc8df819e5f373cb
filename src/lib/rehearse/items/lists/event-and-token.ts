import type {Item} from '../../item.ts'
import {badEventRejected} from '../bad-event-rejected.ts'
import {currentTokenAccepted} from '../current-token-accepted.ts'
import {disabledRotationRefused} from '../disabled-rotation-refused.ts'
import {eventExtrasTolerated} from '../event-extras-tolerated.ts'
import {loadsAndAnswers} from '../loads-and-answers.ts'
import {rotationTokenPassed} from '../rotation-token-passed.ts'
import {secretIdFormsAccepted} from '../secret-id-forms-accepted.ts'
import {unknownStepRejected} from '../unknown-step-rejected.ts'
import {unknownTokenRejected} from '../unknown-token-rejected.ts'
import {unlabelledTokenRejected} from '../unlabelled-token-rejected.ts'

export const eventAndTokenItems: readonly Item[] = [
  loadsAndAnswers,
  unknownStepRejected,
  badEventRejected,
  unknownTokenRejected,
  unlabelledTokenRejected,
  currentTokenAccepted,
  disabledRotationRefused,
  secretIdFormsAccepted,
  eventExtrasTolerated,
  rotationTokenPassed,
]
