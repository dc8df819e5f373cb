import type {Item} from '../../item.ts'

export const setSecretItems: readonly Item[] = []
