import {
  ServiceError,
  type Functions,
  type Identities,
  type LogWriter,
  type Service,
  type TrailWriter,
  type World,
} from './kernel.ts'
import {createRootIdentities} from './root-identities.ts'

/** The services of one sandbox and the parts of the world they stand for. */
export interface Installation {
  /** In the order in which snapshots are put back. */
  readonly services: readonly Service[]
  readonly identities: Identities
  readonly functions: Functions
  readonly logs: LogWriter
  readonly trail: TrailWriter
}

/** Makes every service the sandbox has. Services reach one another through `world` only, and only once all are made. */
export function installServices(_world: World, further: readonly Service[]): Installation {
  return {
    services: [...further],
    identities: createRootIdentities(),
    functions: NO_FUNCTIONS,
    logs: {write() {}},
    trail: {api() {}, service() {}},
  }
}

/** A sandbox without Lambda: every function is missing. */
const NO_FUNCTIONS: Functions = {
  mayInvoke: () => 'missing',
  invoke: ({functionArn}) =>
    Promise.reject(
      new ServiceError('ResourceNotFoundException', `Function not found: ${functionArn}`, 404, {Type: 'User'}),
    ),
  timeoutMs: () => undefined,
  killWorker: () => false,
}
