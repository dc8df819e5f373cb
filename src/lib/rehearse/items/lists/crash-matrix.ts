import type {Item} from '../../item.ts'
import {crashIsLive} from '../crash-is-live.ts'
import {crashIsSafe} from '../crash-is-safe.ts'
import {serviceRetrySettles} from '../service-retry-settles.ts'

export const crashMatrixItems: readonly Item[] = [crashIsSafe, crashIsLive, serviceRetrySettles]
