import type {FoundKey, KeyState, SecretKey} from '../../../../src/lib/doctor/encryption.ts'
import {type Fact, known, type SecretFacts, unknown} from '../../../../src/lib/doctor/facts.ts'
import {CURRENT, NOW, PREVIOUS, someFacts} from './facts.ts'

// A secret under a KMS key of the account's own.

export const KEY_ARN = 'arn:aws:kms:eu-central-1:111122223333:key/0f3c1d5a-0000-4000-8000-000000000001'

export const foundKey = (more: Partial<FoundKey> = {}): Fact<KeyState> =>
  known({kind: 'found', arn: KEY_ARN, state: 'Enabled', readAt: NOW, ...more})
export const gone: Fact<KeyState> = known({kind: 'gone', readAt: NOW})
export const keyDenied = unknown('denied', 'kms:DescribeKey')

export function underKey(state: Fact<KeyState>, more: Partial<SecretKey> = {}): SecretFacts {
  const key = {id: KEY_ARN, forNew: true, versionIds: [CURRENT, PREVIOUS], state, ...more}
  return someFacts({kmsKeys: [key]})
}
