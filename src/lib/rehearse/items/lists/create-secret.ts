import type {Item} from '../../item.ts'
import {createKeepsOtherFields} from '../create-keeps-other-fields.ts'
import {createKeepsShape} from '../create-keeps-shape.ts'
import {createLabelsPendingOnly} from '../create-labels-pending-only.ts'
import {createLeavesNoOrphan} from '../create-leaves-no-orphan.ts'
import {createRepeatKeepsValue} from '../create-repeat-keeps-value.ts'
import {createRespectsKeyLimit} from '../create-respects-key-limit.ts'
import {createRevokesNothing} from '../create-revokes-nothing.ts'
import {createSetsLifetime} from '../create-sets-lifetime.ts'
import {createSurvivesLostPut} from '../create-survives-lost-put.ts'
import {createUsesGivenToken} from '../create-uses-given-token.ts'
import {malformedCurrentNamed} from '../malformed-current-named.ts'
import {missingCurrentNamed} from '../missing-current-named.ts'
import {placeholderFirstValue} from '../placeholder-first-value.ts'

export const createSecretItems: readonly Item[] = [
  createUsesGivenToken,
  createLabelsPendingOnly,
  createRepeatKeepsValue,
  createSurvivesLostPut,
  createLeavesNoOrphan,
  createRespectsKeyLimit,
  createRevokesNothing,
  createKeepsOtherFields,
  createKeepsShape,
  createSetsLifetime,
  malformedCurrentNamed,
  missingCurrentNamed,
  placeholderFirstValue,
]
