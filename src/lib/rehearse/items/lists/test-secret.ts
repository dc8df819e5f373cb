import type {Item} from '../../item.ts'

export const testSecretItems: readonly Item[] = []
