/** Keys and aliases: plain data, replaced and never changed in place. Times are virtual epoch milliseconds. */

export interface Place {
  readonly accountId: string
  readonly region: string
}

export interface Key extends Place {
  readonly id: string
  readonly arn: string
  readonly createdAt: number
  readonly description: string
  /** The text as it was given. */
  readonly policy: string
  /** `AWS`: a managed key such as aws/secretsmanager. */
  readonly manager: 'CUSTOMER' | 'AWS'
  readonly enabled: boolean
  /** After how many days KMS gives it new material, and again; absent: it does not. */
  readonly rotationDays?: number
  /** The key is gone from this moment on; absent: it stays. */
  readonly deletedAt?: number
  readonly tags: readonly KeyTag[]
}

/** KMS alone spells them so. */
export interface KeyTag {
  readonly TagKey: string
  readonly TagValue: string
}

export interface Alias extends Place {
  /** With `alias/` in front. */
  readonly name: string
  readonly targetKeyId: string
  readonly createdAt: number
}

/** `KeyState`, of those that a key with material of KMS itself can have. */
export function stateOf(key: Key): 'Enabled' | 'Disabled' | 'PendingDeletion' {
  if (key.deletedAt !== undefined) return 'PendingDeletion'
  return key.enabled ? 'Enabled' : 'Disabled'
}

/** Lets one principal use one key, beside its policy. */
export interface Grant {
  readonly id: string
  /** For who uses or retires it right away. */
  readonly token: string
  readonly keyArn: string
  readonly name?: string
  readonly createdAt: number
  readonly granteePrincipal: string
  readonly retiringPrincipal?: string
  /** The account that made it. */
  readonly issuingAccount: string
  readonly operations: readonly string[]
  readonly constraints: GrantConstraints
}

/** The encryption context must hold these pairs, or these and no others. Absent: any context. */
export interface GrantConstraints {
  readonly EncryptionContextSubset?: Readonly<Record<string, string>>
  readonly EncryptionContextEquals?: Readonly<Record<string, string>>
}
