import type {OperationDefinition, ServiceDefinition, ServiceError} from './kernel.ts'

/** What became of a call. */
export type Outcome =
  | {readonly kind: 'ok'; readonly output: unknown}
  | {readonly kind: 'error'; readonly error: ServiceError}
  /** The connection is cut. */
  | {readonly kind: 'cut'; readonly tookEffect: boolean; readonly output?: unknown; readonly error?: ServiceError}

export interface Target {
  readonly definition: ServiceDefinition
  readonly operation: OperationDefinition
}
