/** What IAM holds. Entities are replaced, never changed, so that a snapshot may share them. Times are virtual epoch ms. */
import type {Tag} from './policy/request.ts'

/** Users, roles and groups carry policies in the same way. */
export interface PolicyHolder {
  readonly accountId: string
  readonly name: string
  readonly path: string
  /** Unique id: AIDA… of a user, AROA… of a role, AGPA… of a group. A name that is used again gets a new one. */
  readonly id: string
  readonly createdAt: number
  /** Name to document. */
  readonly inline: Readonly<Record<string, string>>
  /** ARNs of managed policies, in the order they were attached. */
  readonly attached: readonly string[]
}

export interface User extends PolicyHolder {
  readonly tags: readonly Tag[]
  readonly boundaryArn: string | undefined
  /** Names of the groups it is in. */
  readonly groups: readonly string[]
  /** Absent: none. */
  readonly mfaDevices?: readonly MfaDevice[]
}

/** A virtual device: what an app on a phone keeps. */
export interface MfaDevice {
  /** `arn:aws:iam::1:mfa/NAME`. */
  readonly serialNumber: string
  /** In hex. */
  readonly seed: string
}

export interface Role extends PolicyHolder {
  readonly tags: readonly Tag[]
  readonly boundaryArn: string | undefined
  readonly trustPolicy: string
  readonly description: string | undefined
  readonly maxSessionMs: number
}

export type Group = PolicyHolder

export interface PolicyVersion {
  /** `v1`, `v2`, … never used twice. */
  readonly versionId: string
  readonly document: string
  readonly createdAt: number
}

export interface ManagedPolicy {
  readonly arn: string
  readonly id: string
  readonly name: string
  readonly path: string
  readonly description: string | undefined
  readonly createdAt: number
  readonly updatedAt: number
  readonly tags: readonly Tag[]
  readonly versions: readonly PolicyVersion[]
  readonly defaultVersionId: string
  /** Number of the version to be made next. */
  readonly nextVersion: number
}

export type KeyStatus = 'Active' | 'Inactive' | 'Expired'

export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly accountId: string
  /** Unique id of the user; undefined: a key of the account's root. */
  readonly userId: string | undefined
  readonly userName: string | undefined
  readonly createdAt: number
  /** Newest last. What the services honour is the newest one that has had time to spread. */
  readonly changes: readonly {readonly at: number; readonly to: KeyStatus | 'deleted'}[]
}

/** Temporary credentials of a role, or of a user who asked for some. */
export interface Session {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly accountId: string
  readonly holder:
    | {readonly kind: 'role' | 'user'; readonly id: string; readonly name: string}
    | {readonly kind: 'root'}
  /** Of a role; empty otherwise. */
  readonly sessionName: string
  readonly issuedAt: number
  readonly expiresAt: number
  readonly functionArn: string | undefined
  /** Texts of session policies; undefined when none were given. */
  readonly policies: readonly string[] | undefined
  /** When an MFA code was given for it; absent: none was. A role's session never carries it. */
  readonly mfaAt?: number
  /** Tags given to AssumeRole; they come before those of the role. */
  readonly tags: readonly Tag[]
}

export interface KeyUse {
  readonly at: number
  readonly service: string
  readonly region: string
}
