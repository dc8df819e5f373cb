import type {RotationEvent} from '../history/events.ts'
import type {Fact} from './fact.ts'

/** A KMS key of the account's own under which a secret keeps its values; `aws/secretsmanager` is none of these. */
export interface SecretKey {
  /** As Secrets Manager names it: an ARN, an id or an alias. */
  readonly id: string
  /** New values are stored under it. */
  readonly forNew: boolean
  /** Versions whose value is under it, those without labels too. */
  readonly versionIds: readonly string[]
  readonly state: Fact<KeyState>
  /** What the role of the function may do with it. Absent: nobody could ask, or the key cannot be used at all. */
  readonly use?: Fact<KeyUse>
}

/** What the role of the function may not do with a key, of what reading and writing a value takes. */
export interface KeyUse {
  readonly roleName: string
  readonly roleArn: string
  readonly refused: readonly KeyRefusal[]
  readonly readAt: number
}

export interface KeyRefusal {
  readonly action: string
  readonly by:
    | 'the policies of the role forbid it'
    | 'a policy of the organization forbids it'
    | 'the policy of the key forbids it'
    | 'the policy of the key leaves it neither to the role nor to its account'
    | 'neither the policy of the key nor those of the role allow it'
}

export type KeyState = FoundKey | {readonly kind: 'gone'; readonly readAt: number}

export interface FoundKey {
  readonly kind: 'found'
  readonly arn: string
  /** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
  readonly state: string
  /** When a key that is to be deleted goes. */
  readonly deletedAt?: number
  /** Of a key that cannot be used: who did that. */
  readonly cause?: Fact<RotationEvent | undefined>
  /** Of a key that cannot be used: names of other secrets that it keeps. */
  readonly alsoKeeps?: Fact<readonly string[]>
  readonly readAt: number
}

/** States in which KMS refuses to encrypt and to decrypt. Of Creating and Updating nothing is said: they pass. */
const unusable = ['Disabled', 'PendingDeletion', 'PendingReplicaDeletion', 'PendingImport', 'Unavailable']

export function isUnusable({state}: Pick<FoundKey, 'state'>): boolean {
  return unusable.includes(state)
}

/** `arn:aws:kms:…:key/ID` and the bare ID are one key; an alias may lead to another key tomorrow. */
export function bareKeyId(id: string): string {
  return id.replace(/^arn:.*?:key\//, '')
}

export function isAlias(id: string): boolean {
  return /^(arn:.*:)?alias\//.test(id)
}
