import type {RotationRules, RotationStep} from '../rotation/secret.ts'
import type {ApiKeyName} from './facts.ts'
import type {FixClass} from './pending-table.ts'

/** Whom a plan hits. */
export type PlanHits = 'nobody' | 'new readers' | 'holders of the old value'

export type PlanName =
  | 'pin'
  | 'finish'
  | 'discard'
  | 'rotate'
  | 'resume'
  | 'restore previous'
  | 'tidy'
  | 'unpin'
  | 'switch on'
  | 'shorten schedule'
  | 'allow invoke'
  | 'revive key'
  | 'disable key'
  | 'raise timeout'
  | 'extend key'
  | 'end key'
  | 'enable key'
  | 'allow role'

/** In place of a member that only AWS knows: the printed command asks for it itself. */
export interface LookUp {
  readonly lookUp: {
    readonly service: string
    readonly operation: string
    readonly query: string
    /** Members of the call that is made to find it. Absent: none. */
    readonly input?: Readonly<Record<string, string>>
  }
}

/** A call to AWS in its wire names, without any value. A member of a printed command may be a LookUp. */
export interface AwsCall {
  /** As in IAM actions: "secretsmanager". */
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** One call of a plan, as data. After each change the labels are read until they show it; only then the next call is made. */
export type PlanCall =
  /** Attaches the hold label; skipped when it is there already. */
  | {readonly kind: 'pin'; readonly versionId: string}
  /** UpdateSecretVersionStage. `from` is the compare-and-set: the API refuses the move if the label is elsewhere by then. */
  | {readonly kind: 'move'; readonly label: string; readonly from?: string; readonly to?: string}
  | {readonly kind: 'ask-target'; readonly versionId: string}
  | {readonly kind: 'list-keys'; readonly userName?: string}
  | {readonly kind: 'invoke'; readonly step: RotationStep; readonly versionId: string; readonly functionArn: string}
  /** RotateSecret with a new token, followed to its end. */
  | {readonly kind: 'rotate'}
  /** RotateSecret(RotateImmediately=false) with the recorded rules. */
  | {readonly kind: 'switch-on'; readonly rules: RotationRules; readonly functionArn?: string}
  /** RotateSecret(RotateImmediately=false) with another schedule for a rotation that is on. */
  | {readonly kind: 'change-schedule'; readonly rules: RotationRules; readonly functionArn?: string}
  /** Only ever printed, as the way back from switch-on. */
  | {readonly kind: 'cancel-rotation'}
  | {
      readonly kind: 'remove-permission'
      readonly functionArn: string
      readonly statementId: string
      readonly revisionId?: string
    }
  | {
      readonly kind: 'add-permission'
      readonly functionArn: string
      readonly statementId: string
      /** Absent: whatever account Secrets Manager acts for; only an older statement that is written again is so wide. */
      readonly sourceAccount?: string
      /** One secret of that account. Absent: all of them. */
      readonly sourceArn?: string
      readonly revisionId?: string
    }
  | {readonly kind: 'key-status'; readonly userName: string; readonly accessKeyId: string; readonly active: boolean}
  | {
      readonly kind: 'time-limit'
      readonly functionArn: string
      readonly seconds: number
      readonly revisionId?: string
    }
  | {
      readonly kind: 'put-role-policy'
      readonly roleName: string
      readonly policyName: string
      readonly document: Readonly<Record<string, unknown>>
    }
  | {readonly kind: 'remove-role-policy'; readonly roleName: string; readonly policyName: string}
  | {readonly kind: 'enable-key'; readonly keyArn: string}
  /** Leaves the key disabled. */
  | {readonly kind: 'cancel-key-deletion'; readonly keyArn: string}
  | {readonly kind: 'delete-key'; readonly userName: string; readonly accessKeyId: string}
  | {
      readonly kind: 'api-key-expiry'
      readonly apiId: string
      readonly key: ApiKeyName
      readonly expiresAt: number
      /** Where it ended when this was planned: at any other end somebody has moved it since. Absent of a way back. */
      readonly was?: number
    }
  | {readonly kind: 'delete-api-key'; readonly apiId: string; readonly key: ApiKeyName}

/** A repair that can be shown before it runs. */
export interface FixPlan {
  readonly name: PlanName
  readonly fixClass: FixClass
  readonly calls: readonly PlanCall[]
  readonly hits: PlanHits
  /** Calls that take it back; empty with `noUndoBecause`. */
  readonly undo: readonly PlanCall[]
  readonly noUndoBecause?: string
  /** For a plan that can be undone only under a condition. */
  readonly undoWhile?: string
  readonly question: string
  /** Revoking acts: last four characters of the key id, which `--allow ID:LAST4` has to name. */
  readonly allowSuffix?: string
  /** Offered after this plan, as a question of its own. */
  readonly followedBy?: 'rotate'
  /** What a person said and this rests on. */
  readonly attested: readonly string[]
  /** What an operator would lose by the obvious shortcuts. */
  readonly not: readonly string[]
}

/** A plan, or why there is none. */
export type Planned =
  | {readonly kind: 'plan'; readonly plan: FixPlan}
  | {readonly kind: 'refused'; readonly because: string}
