import type {Item} from '../../item.ts'

export const retirementItems: readonly Item[] = []
