import type {Item} from '../../item.ts'

export const timeItems: readonly Item[] = []
