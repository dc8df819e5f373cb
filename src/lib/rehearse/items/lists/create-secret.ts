import type {Item} from '../../item.ts'
import {createLabelsPendingOnly} from '../create-labels-pending-only.ts'
import {createLeavesNoOrphan} from '../create-leaves-no-orphan.ts'
import {createRepeatKeepsValue} from '../create-repeat-keeps-value.ts'
import {createSurvivesLostPut} from '../create-survives-lost-put.ts'
import {createUsesGivenToken} from '../create-uses-given-token.ts'

export const createSecretItems: readonly Item[] = [
  createUsesGivenToken,
  createLabelsPendingOnly,
  createRepeatKeepsValue,
  createSurvivesLostPut,
  createLeavesNoOrphan,
]
