/** What a target makes of the credential in a secret value. */
export interface Standing {
  /** It would be let in at this moment. */
  readonly acceptedNow: boolean
  /** It is let in, or will be once what was changed has spread. */
  readonly active: boolean
  /** Of a value that several places are to accept: whether each would let it in at this moment, by the place. */
  readonly places?: Readonly<Record<string, boolean>>
}

/** A credential at the target, whoever holds it. */
export interface Credential {
  /** Names it in reports without revealing it. */
  readonly id: string
  readonly createdAt: number
  /** `retiring`: it ends by itself within 26 hours. */
  readonly state: 'active' | 'retiring' | 'disabled'
  /** When it ends by itself, virtual epoch ms. Absent: it does not. */
  readonly endsAt?: number
  /** Whether this text, the value of a secret, holds it. */
  isIn(value: string): boolean
}

type MaybeLater<T> = T | Promise<T>

/**
 * The system that honours the credential, as somebody knows it who may look inside. All of it concerns the one target of
 * the rehearsed secret; `others` are decoys, which nothing may touch.
 */
export interface Target {
  /** `iam-user`, `appsync-api`, `login`, `postgres`, `mysql`, `https`, `none`. */
  readonly kind: string
  /** For people: `IAM user svc`. */
  readonly title: string
  /** Somebody can say what it accepts. false: only labels, tokens, crashes and leaks are judged. */
  readonly hasModel: boolean
  /** It answers within the sandbox, so that it can be asked after every call. false: between steps only. */
  readonly isImmediate: boolean
  /** Most credentials at a time; undefined: no limit. */
  readonly limit?: number
  /** A value that is no credential (a placeholder) stands for nothing: both false. */
  standing(value: string): MaybeLater<Standing>
  /** The user whose login a value is, whatever its password is. Absent: nobody can say. */
  userIn?(value: string): string | undefined
  /** Credentials of this target, oldest first. */
  credentials(): MaybeLater<readonly Credential[]>
  /** A digest of everything that it is, decoys included: equal when nothing changed. */
  state(): MaybeLater<string>
  /** The same for what must not be touched. */
  othersState(): MaybeLater<string>
  /** Uses seen at the target since the scenario began, oldest first. */
  uses(): readonly TargetUse[]
  /** Whether there were uses of which nobody saw what was used, as over encrypted connections. Absent: no. */
  hidesUses?(): boolean
  /** From now on (or no longer) the target refuses the credential in this value, which stays what it is. */
  block(value: string, on: boolean): MaybeLater<void>
  /** As by hand: what was valid is not any more, and no version holds what is. `rep` and `alt`. Absent: not possible. */
  lockOut?(): MaybeLater<void>
  /** As by hand: the target honours exactly the credential in this value (again). Absent: not possible. */
  honour?(value: string): MaybeLater<void>
  /** A value like this one that names another identity, whose credential is good there. Absent: no such thing. */
  ofSomebodyElse?(value: string): MaybeLater<string>
  /** A value like this one that names another address, where the same credential is good. Absent: no such thing. */
  elsewhere?(value: string): MaybeLater<string>
  /** As by hand: a credential that no version holds, made now. Answers its id. Absent: not possible. `add`. */
  addForeign?(): MaybeLater<string>
  /** As by hand: a value like this one with a further credential of the same target, made now. Absent: not possible. `add`. */
  withKeyOfItsOwn?(value: string): MaybeLater<string>
  /** As by hand: a client uses the credential in this value now. */
  use(value: string): MaybeLater<void>
  /** Whoever holds a credential of it may do nothing any more, and is still let in. Absent: not possible. */
  endRights?(): void
  /** New credentials are let in only so much later. Absent: not possible. */
  delay?(ms: number): void
  /** Names that a secret of this target may have although they point at somebody else. Absent: none. */
  readonly misleadingNames?: readonly string[]
  /** Names of users and ids of APIs beside it that are the function's business too. Absent: none. */
  readonly beside?: readonly string[]
  /** What it takes as a password. Absent: it sets no limits, or nobody knows them. */
  readonly limits?: ValueLimits
}

/** Limits of a password. Absent members: none. */
export interface ValueLimits {
  readonly minLength?: number
  readonly maxLength?: number
  /** Characters that it must not have. */
  readonly excluded?: string
  /** Sets of characters of each of which it has at least one. */
  readonly classes?: readonly string[]
}

/** An attempt to use a credential. */
export interface TargetUse {
  readonly at: number
  /** By the function under rehearsal, or by a client of the script. */
  readonly by: 'function' | 'script'
  readonly accepted: boolean
  /** Number of the invocation, for the function's. */
  readonly invocation?: number
  /** Id of the credential where one was recognised. */
  readonly credential?: string
  /** Entry of J that it is, or that it follows. Absent: nobody knows. */
  readonly after?: number
  /** Whether this value holds what was used. */
  isOf(value: string): boolean
}
