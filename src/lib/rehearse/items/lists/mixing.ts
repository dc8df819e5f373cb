import type {Item} from '../../item.ts'
import {handWriteRespected} from '../hand-write-respected.ts'
import {latePendingVisible} from '../late-pending-visible.ts'
import {listsArePaged} from '../lists-are-paged.ts'
import {parallelSameToken} from '../parallel-same-token.ts'
import {parallelSecretsOneUser} from '../parallel-secrets-one-user.ts'
import {targetNotFromName} from '../target-not-from-name.ts'
import {twoSecretsOneFunction} from '../two-secrets-one-function.ts'

export const mixingItems: readonly Item[] = [
  targetNotFromName,
  twoSecretsOneFunction,
  parallelSameToken,
  parallelSecretsOneUser,
  latePendingVisible,
  listsArePaged,
  handWriteRespected,
]
