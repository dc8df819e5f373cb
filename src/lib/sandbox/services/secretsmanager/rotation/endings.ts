import type {World} from '../../../kernel.ts'
import type {Secret} from '../entities.ts'
import type {SecretStore} from '../store.ts'
import {rotationEvent} from './events.ts'
import {isCurrent, isPending, withoutPending} from './pending.ts'
import {replan} from './plan.ts'
import type {Rotation, Rotations} from './rotations.ts'

const CLEANUP_TIMER = 'secretsmanager.pending-cleanup'

interface CleanupTimer {
  readonly secretArn: string
  readonly token: string
}

/** How rotations end. Each method answers undefined: no step follows. */
export class RotationEndings {
  readonly #world: World
  readonly #store: SecretStore
  readonly #rotations: Rotations

  constructor(world: World, store: SecretStore, rotations: Rotations) {
    this.#world = world
    this.#store = store
    this.#rotations = rotations
    world.clock.on(CLEANUP_TIMER, payload => this.#cleanUp(payload as CleanupTimer))
  }

  succeed(secret: Secret, rotation: Rotation): undefined {
    const {clock, switches} = this.#world
    this.#rotations.close(secret.arn)
    this.#store.save({...secret, rotatedAt: clock.now()}, {operation: 'FinishRotation'})
    replan(this.#world, this.#store, secret.arn, {shown: true})
    rotationEvent(this.#world, secret, {name: 'RotationSucceeded', token: rotation.token})
    if (!switches.pendingCleanup) return
    const payload: CleanupTimer = {secretArn: secret.arn, token: rotation.token}
    clock.schedule({dueAt: clock.now() + switches.pendingCleanupDelayMs, kind: CLEANUP_TIMER, payload})
  }

  endTest(secret: Secret, rotation: Rotation, errorMessage: string | undefined): undefined {
    this.#rotations.close(secret.arn)
    if (errorMessage === undefined || !this.#world.switches.testRotationLeavesPending) this.dropCopy(secret, rotation)
    const name = errorMessage === undefined ? 'TestRotationSucceeded' : 'TestRotationFailed'
    const failure = errorMessage === undefined ? {} : {errorMessage}
    rotationEvent(this.#world, secret, {name, token: rotation.token, ...failure})
  }

  /** Nothing is left of the copy that testSecret was tried on, unless somebody gave it a label of another kind. */
  dropCopy(secret: Secret, rotation: Rotation): void {
    const detached = isPending(secret, rotation.token) ? withoutPending(secret.versions) : secret.versions
    const versions = detached.filter(version => version.id !== rotation.token || version.labels.length > 0)
    this.#store.save({...secret, versions}, {operation: 'EndTestRotation'})
  }

  /** After a success AWSPENDING still lies on the new current version; the service takes it off a little later. */
  #cleanUp({secretArn, token}: CleanupTimer): void {
    const secret = this.#store.byArn(secretArn)
    if (secret === undefined || !isCurrent(secret, token) || !isPending(secret, token)) return
    this.#store.save({...secret, versions: withoutPending(secret.versions)}, {operation: 'CleanUpRotation'})
  }
}
