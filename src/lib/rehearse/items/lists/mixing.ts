import type {Item} from '../../item.ts'

export const mixingItems: readonly Item[] = []
