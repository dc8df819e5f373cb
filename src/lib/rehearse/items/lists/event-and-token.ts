import type {Item} from '../../item.ts'

export const eventAndTokenItems: readonly Item[] = []
