import type {World} from '../../kernel.ts'
import {arnInRegion} from './arn.ts'
import type {Secret} from './entities.ts'
import {deletionEvent} from './rotation/events.ts'
import type {RotationEngine} from './rotation/engine.ts'
import type {Cause, SecretStore} from './store.ts'

const PURGE_TIMER = 'secretsmanager.purge'

/** A forced deletion takes this long; until then the name is still taken. AWS says only "a short delay". */
const FORCED_DELETION_MS = 2_000

interface PurgeTimer {
  readonly secretArn: string
}

/** Deletes secrets once their time has come. */
export class Deletions {
  readonly #world: World
  readonly #store: SecretStore
  readonly #engine: RotationEngine

  constructor(world: World, store: SecretStore, engine: RotationEngine) {
    this.#world = world
    this.#store = store
    this.#engine = engine
    world.clock.on(PURGE_TIMER, payload => this.#purge((payload as PurgeTimer).secretArn))
  }

  /** Marks a secret; answers the date of deletion. `recoveryMs` absent: forced, nothing can bring it back. */
  mark(secret: Secret, recoveryMs: number | undefined, cause: Cause): number {
    const {clock} = this.#world
    const requestedAt = clock.now()
    const forced = recoveryMs === undefined
    const at = requestedAt + (recoveryMs ?? 0)
    if (secret.deletion !== undefined) clock.cancel(secret.deletion.timer)
    const payload: PurgeTimer = {secretArn: secret.arn}
    const timer = clock.schedule({dueAt: forced ? at + FORCED_DELETION_MS : at, kind: PURGE_TIMER, payload})
    this.#store.save({...secret, deletion: {requestedAt, at, forced, timer}}, cause)
    deletionEvent(this.#world, secret, 'StartSecretVersionDelete')
    return at
  }

  /** Takes the mark off again; a secret without one stays as it is. */
  restore(secret: Secret, cause: Cause): void {
    if (secret.deletion === undefined) return
    this.#world.clock.cancel(secret.deletion.timer)
    this.#store.save({...secret, deletion: undefined}, cause)
    deletionEvent(this.#world, secret, 'CancelSecretVersionDelete')
  }

  /** Removes a secret at once, with its rotation. */
  remove(secret: Secret): void {
    this.#engine.cancel(secret.arn)
    if (secret.rotation?.plan !== undefined) this.#world.clock.cancel(secret.rotation.plan.timer)
    if (secret.deletion !== undefined) this.#world.clock.cancel(secret.deletion.timer)
    this.#store.remove(secret)
  }

  /** Removes the replica of a primary in a region, where there is one. */
  removeReplica(primary: Secret, region: string): void {
    const replica = this.#store.byArn(arnInRegion(primary.arn, region))
    if (replica !== undefined) this.remove(replica)
  }

  #purge(secretArn: string): void {
    const secret = this.#store.byArn(secretArn)
    if (secret?.deletion === undefined) return
    this.remove(secret)
    deletionEvent(this.#world, secret, 'EndSecretVersionDelete')
  }
}
