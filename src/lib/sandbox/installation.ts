import {
  ServiceError,
  type Functions,
  type Identities,
  type LogWriter,
  type Service,
  type TrailWriter,
  type World,
} from './kernel.ts'
import {createIam, type Iam} from './services/iam/index.ts'
import {createSecretsManager, type SecretsManager} from './services/secretsmanager/index.ts'
import {createSts} from './services/sts/index.ts'

/** The services of one sandbox and the parts of the world they stand for. */
export interface Installation {
  /** In the order in which snapshots are put back. */
  readonly services: readonly Service[]
  readonly identities: Identities
  readonly iam: Iam
  readonly secretsManager: SecretsManager
  readonly functions: Functions
  readonly logs: LogWriter
  readonly trail: TrailWriter
}

/** Makes every service the sandbox has. Services reach one another through `world` only, and only once all are made. */
export function installServices(world: World, further: readonly Service[]): Installation {
  const iam = createIam(world)
  const secretsManager = createSecretsManager(world)
  return {
    services: withReplacements([iam, createSts(iam), secretsManager], further),
    identities: iam,
    iam,
    secretsManager,
    functions: NO_FUNCTIONS,
    logs: {write() {}},
    trail: {api() {}, service() {}},
  }
}

/** A further service takes the place of the sandbox's own of the same id. */
function withReplacements(own: readonly Service[], further: readonly Service[]): readonly Service[] {
  const replaced = new Set(further.map(({definition}) => definition.id))
  return [...own.filter(({definition}) => !replaced.has(definition.id)), ...further]
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
