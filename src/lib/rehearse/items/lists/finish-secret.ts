import type {Item} from '../../item.ts'
import {failureKeepsPending} from '../failure-keeps-pending.ts'
import {finishFindsCurrentByLabel} from '../finish-finds-current-by-label.ts'
import {finishIgnoresBrokenOldValue} from '../finish-ignores-broken-old-value.ts'
import {finishMovesLabelOnce} from '../finish-moves-label-once.ts'
import {finishRefusesEmptyPending} from '../finish-refuses-empty-pending.ts'
import {finishRepeatIsNoop} from '../finish-repeat-is-noop.ts'
import {finishRereadsStaleLabels} from '../finish-rereads-stale-labels.ts'
import {finishSurvivesLostMove} from '../finish-survives-lost-move.ts'
import {finishWithoutCurrentIsClean} from '../finish-without-current-is-clean.ts'

export const finishSecretItems: readonly Item[] = [
  finishMovesLabelOnce,
  finishFindsCurrentByLabel,
  finishRepeatIsNoop,
  finishSurvivesLostMove,
  finishRefusesEmptyPending,
  finishWithoutCurrentIsClean,
  finishRereadsStaleLabels,
  finishIgnoresBrokenOldValue,
  failureKeepsPending,
]
