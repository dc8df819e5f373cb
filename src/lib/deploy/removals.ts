/** One thing of a deployment that is taken away, in the order in which that is done. */
export type Removal =
  /** Says that `destroy` switches its rotation off, and nobody who wants it to stay so. */
  | {readonly kind: 'mark'; readonly secret: string}
  | {readonly kind: 'rotation'; readonly secret: string}
  | {readonly kind: 'permission'; readonly statementId: string}
  | {readonly kind: 'function'}
  | {readonly kind: 'endpoint'; readonly endpointId: string}
  | {readonly kind: 'endpoint-group'; readonly groupId: string}
  | {readonly kind: 'role-policy'}
  | {readonly kind: 'role'}
  | {readonly kind: 'log-group'}

/** What is there of a deployment. */
export interface Standing {
  /** Names of the secrets whose rotation is on, with its function. */
  readonly rotating: readonly string[]
  /** Those of them that say already that their deployment is taken away. */
  readonly marked: readonly string[]
  /** Ids of the statements by which Secrets Manager may invoke the function. */
  readonly statementIds: readonly string[]
  readonly function: boolean
  /** Ids of the endpoints and groups that it made. */
  readonly endpointIds: readonly string[]
  readonly groupIds: readonly string[]
  readonly rolePolicy: boolean
  readonly role: boolean
  readonly logGroup: boolean
}

/**
 * First nothing starts the function any more, then it goes, then what it could do. A log group stays unless it is asked for,
 * and a secret and its key always do.
 */
export function removalsOf(standing: Standing, {logs}: {readonly logs: boolean}): readonly Removal[] {
  return [
    // Once it is off, nothing tells any more by whom.
    ...standing.rotating.flatMap((secret): readonly Removal[] => [
      ...(standing.marked.includes(secret) ? [] : [{kind: 'mark', secret} as const]),
      {kind: 'rotation', secret},
    ]),
    ...standing.statementIds.map((statementId): Removal => ({kind: 'permission', statementId})),
    ...(standing.function ? [{kind: 'function'} as const] : []),
    ...standing.endpointIds.map((endpointId): Removal => ({kind: 'endpoint', endpointId})),
    ...standing.groupIds.map((groupId): Removal => ({kind: 'endpoint-group', groupId})),
    ...(standing.rolePolicy ? [{kind: 'role-policy'} as const] : []),
    ...(standing.role ? [{kind: 'role'} as const] : []),
    ...(standing.logGroup && logs ? [{kind: 'log-group'} as const] : []),
  ]
}
