import type {World} from '../../kernel.ts'
import type {Deletions} from './deletion.ts'
import type {Replication} from './replication.ts'
import type {RotationEngine} from './rotation/engine.ts'
import type {SecretStore} from './store.ts'

/** What the operations work with. */
export interface Manager {
  readonly world: World
  readonly store: SecretStore
  readonly engine: RotationEngine
  readonly deletions: Deletions
  readonly replication: Replication
}
