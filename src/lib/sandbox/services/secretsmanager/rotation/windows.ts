import {ServiceError, type World} from '../../../kernel.ts'
import type {Secret} from '../entities.ts'
import type {SecretStore} from '../store.ts'
import type {RotationEngine} from './engine.ts'
import {rotationEvent} from './events.ts'
import {blockingVersion, isCurrent, isPending, withEmptyPending} from './pending.ts'
import {replan, WINDOW_TIMER, type WindowTimer} from './plan.ts'
import type {Rotation} from './rotations.ts'

/** Starts rotations at the planned moment inside each window. */
export class RotationWindows {
  readonly #world: World
  readonly #store: SecretStore
  readonly #engine: RotationEngine

  constructor(world: World, store: SecretStore, engine: RotationEngine) {
    this.#world = world
    this.#store = store
    this.#engine = engine
    world.clock.on(WINDOW_TIMER, payload => this.#open((payload as WindowTimer).secretArn))
  }

  /** From now on nothing starts in the secret's windows; NextRotationDate will come to lie in the past. */
  miss(secretArn: string): void {
    const secret = this.#store.byArn(secretArn)
    if (secret?.rotation === undefined) throw new Error(`${secretArn} has no rotation whose windows could be missed.`)
    this.#store.touch({...secret, rotation: {...secret.rotation, missesWindows: true}})
  }

  /** What is stuck is tried again with its own token, else a new rotation starts. */
  #open(secretArn: string): void {
    replan(this.#world, this.#store, secretArn, {shown: false})
    const secret = this.#store.byArn(secretArn)
    if (secret?.rotation?.enabled !== true || secret.rotation.missesWindows === true) return
    const rotation = this.#engine.rotations.of(secretArn)
    if (secret.deletion !== undefined || (rotation !== undefined && !rotation.givenUp)) return
    const kind = secret.rotation.functionArn === undefined ? 'service' : 'lambda'
    const stuck = stuckToken(secret, rotation)
    if (stuck === undefined) this.#start(secret, kind)
    else this.#engine.open(secret, stuck, kind)
  }

  #start(secret: Secret, kind: Rotation['kind']): void {
    const token = this.#world.uuid()
    try {
      const versions = withEmptyPending(this.#world, secret, token)
      this.#engine.open(this.#store.save({...secret, versions}, {operation: 'ScheduledRotation'}), token, kind)
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      rotationEvent(this.#world, secret, {name: 'RotationFailed', token, errorMessage: error.message})
    }
  }
}

/** The rotation that was given up, or whatever else keeps AWSPENDING from a new one. */
function stuckToken(secret: Secret, rotation: Rotation | undefined): string | undefined {
  const known = rotation !== undefined && (isCurrent(secret, rotation.token) || isPending(secret, rotation.token))
  return known ? rotation.token : blockingVersion(secret.versions)?.id
}
