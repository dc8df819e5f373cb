import type {Item} from '../../item.ts'
import {fitsTimeBudget} from '../fits-time-budget.ts'
import {hungCallGivesUp} from '../hung-call-gives-up.ts'
import {noFixedSleep} from '../no-fixed-sleep.ts'

export const timeItems: readonly Item[] = [fitsTimeBudget, noFixedSleep, hungCallGivesUp]
