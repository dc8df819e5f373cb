import type {Item} from '../../item.ts'

export const privilegeItems: readonly Item[] = []
