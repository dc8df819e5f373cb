import type {Item} from '../../item.ts'

export const finishSecretItems: readonly Item[] = []
