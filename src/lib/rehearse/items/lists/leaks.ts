import type {Item} from '../../item.ts'
import {noRotationTokenInLog} from '../no-rotation-token-in-log.ts'
import {noSecretElsewhere} from '../no-secret-elsewhere.ts'
import {noSecretInError} from '../no-secret-in-error.ts'
import {noSecretInLog} from '../no-secret-in-log.ts'
import {noSecretInResult} from '../no-secret-in-result.ts'

export const leaksItems: readonly Item[] = [
  noSecretInLog,
  noSecretInError,
  noSecretInResult,
  noSecretElsewhere,
  noRotationTokenInLog,
]
