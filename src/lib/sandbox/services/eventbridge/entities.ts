/** Rules and what they send where: plain data, replaced and never changed in place. */

export interface Place {
  readonly accountId: string
  readonly region: string
}

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export type RuleState = 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

/** Members as PutTargets has them. */
export interface Target {
  readonly Id: string
  readonly Arn: string
  readonly Input?: string
  readonly InputPath?: string
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>
    readonly InputTemplate: string
  }
}

export interface Rule extends Place {
  readonly name: string
  readonly arn: string
  /** The text as it was given. */
  readonly pattern: string
  readonly state: RuleState
  readonly description?: string
  /** Account of whoever made it. */
  readonly createdBy: string
  readonly tags: readonly Tag[]
  readonly targets: readonly Target[]
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overview-event-structure.html */
export interface BusEvent {
  readonly version: '0'
  readonly id: string
  readonly 'detail-type': string
  readonly source: string
  readonly account: string
  /** Whole seconds, UTC. */
  readonly time: string
  readonly region: string
  readonly resources: readonly string[]
  readonly detail: Readonly<Record<string, unknown>>
}
