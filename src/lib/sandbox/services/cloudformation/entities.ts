/** Stacks: plain data, replaced and never changed in place. Times are virtual epoch milliseconds. */
import type {Principal} from '../../kernel.ts'
import type {Made, Tag} from './resources/resource-type.ts'
import type {ParameterValues} from './template/parameters.ts'
import type {DeletionPolicy, Properties} from './template/template.ts'

export interface Place {
  readonly accountId: string
  readonly region: string
}

export interface StackResource extends Made {
  readonly logicalId: string
  readonly type: string
  /** Without functions; what is resolved only at its use is as it was written. */
  readonly properties: Properties
  readonly status: string
  readonly reason?: string
  readonly at: number
  readonly deletionPolicy: DeletionPolicy
  readonly updateReplacePolicy: DeletionPolicy
}

export interface StackEvent {
  readonly id: string
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly at: number
  readonly token?: string
}

export interface Output {
  readonly key: string
  readonly value: string
  readonly description?: string
  readonly exportName?: string
}

/** What an operation gave, and what a failed update goes back to. */
export interface Wish {
  readonly template: string
  readonly parameters: ParameterValues
  readonly tags: readonly Tag[]
  readonly capabilities: readonly string[]
}

/** What an update would do, kept until somebody wants it done. */
export interface ChangeSet {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly createdAt: number
  readonly wish: Wish
  readonly roleArn?: string
  readonly changes: readonly PlannedChange[]
  readonly status: 'CREATE_COMPLETE' | 'FAILED'
  readonly reason?: string
  readonly execution: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE' | 'OBSOLETE'
}

export interface PlannedChange {
  readonly action: 'Add' | 'Modify' | 'Remove'
  readonly logicalId: string
  readonly type: string
  readonly physicalId?: string
  /** Of a modification. */
  readonly replaces?: boolean
}

export interface Stack extends Place, Wish {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly updatedAt?: number
  readonly deletedAt?: number
  readonly status: string
  readonly reason?: string
  readonly roleArn?: string
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING'
  readonly terminationProtection: boolean
  readonly resources: ReadonlyMap<string, StackResource>
  readonly outputs: readonly Output[]
  /** Oldest first. */
  readonly events: readonly StackEvent[]
  readonly changeSets: readonly ChangeSet[]
  readonly work?: Work
}

export type Task =
  /** Brings a resource to what the template says. */
  | {readonly kind: 'apply'; readonly logicalId: string}
  | {readonly kind: 'remove'; readonly resource: StackResource; readonly keep: boolean; readonly forget: boolean}
  /** Brings a resource back to what it was. */
  | {readonly kind: 'revert'; readonly change: Change}

/** What an update did to a resource. */
export interface Change {
  readonly logicalId: string
  /** Absent: it was not there. */
  readonly before?: StackResource
  /** Absent: it is the same. */
  readonly replacedBy?: StackResource
  /** Properties that it was to have, and may have in part. Absent: it has those of before. */
  readonly tried?: Properties
}

/** What is under way. Each timer carries its `run`, so that one of a time that is over does nothing. */
export interface Work {
  readonly kind: 'create' | 'update' | 'delete' | 'cleanup' | 'rollback-create' | 'rollback-update' | 'rollback-cleanup'
  readonly run: string
  /** In whose name calls are made. */
  readonly principal: Principal
  readonly token?: string
  readonly queue: readonly Task[]
  /** A resource that was made and is not ready yet. */
  readonly settling?: string
  readonly before?: Wish
  readonly changes: readonly Change[]
  /** Resources that are to go once all has gone well. */
  readonly garbage: readonly StackResource[]
  /** Logical ids. */
  readonly failed: readonly string[]
}
