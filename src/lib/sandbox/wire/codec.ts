import type {OperationDefinition, ServiceDefinition, ServiceError} from '../kernel.ts'
import type {WireAnswer, WireRequest} from './message.ts'

export type Input = Record<string, unknown>

/** How one protocol puts input, output and errors on the wire. */
export interface Codec {
  /** Throws ServiceError in AWS's words when the body cannot be read. `labels` are the decoded ones of the path. */
  readInput(request: WireRequest, operation: OperationDefinition, labels: Readonly<Record<string, string>>): Input
  writeOutput(
    requestId: string,
    output: unknown,
    definition: ServiceDefinition,
    operation: OperationDefinition,
  ): WireAnswer
  /** `definition` is absent when no service was found. */
  writeError(requestId: string, error: ServiceError, definition: ServiceDefinition | undefined): WireAnswer
}
