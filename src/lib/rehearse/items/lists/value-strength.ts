import type {Item} from '../../item.ts'

export const valueStrengthItems: readonly Item[] = []
