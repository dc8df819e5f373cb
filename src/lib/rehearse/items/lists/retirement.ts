import type {Item} from '../../item.ts'
import {failedRetirementRetried} from '../failed-retirement-retried.ts'
import {oldCredentialSurvivesFinish} from '../old-credential-survives-finish.ts'
import {orphansStayBounded} from '../orphans-stay-bounded.ts'
import {retirementDisablesFirst} from '../retirement-disables-first.ts'
import {retirementIsBounded} from '../retirement-is-bounded.ts'
import {retirementNeedsNoUse} from '../retirement-needs-no-use.ts'
import {retiresOnlyItsOwn} from '../retires-only-its-own.ts'
import {rollbackStillWorks} from '../rollback-still-works.ts'

export const retirementItems: readonly Item[] = [
  oldCredentialSurvivesFinish,
  rollbackStillWorks,
  retirementIsBounded,
  retirementDisablesFirst,
  retirementNeedsNoUse,
  retiresOnlyItsOwn,
  failedRetirementRetried,
  orphansStayBounded,
]
