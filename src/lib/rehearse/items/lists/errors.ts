import type {Item} from '../../item.ts'

export const errorsItems: readonly Item[] = []
