import type {Item} from '../../item.ts'

export const createSecretItems: readonly Item[] = []
