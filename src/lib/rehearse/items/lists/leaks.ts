import type {Item} from '../../item.ts'

export const leaksItems: readonly Item[] = []
