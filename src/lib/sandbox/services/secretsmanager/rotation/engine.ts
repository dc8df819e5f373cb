import {setImmediate} from 'node:timers/promises'

import type {World} from '../../../kernel.ts'
import type {Secret} from '../entities.ts'
import {holderOf, PREVIOUS} from '../labels.ts'
import type {SecretStore} from '../store.ts'
import {RotationEndings} from './endings.ts'
import {rotationEvent, type RotationEventName} from './events.ts'
import {isCurrent, isPending} from './pending.ts'
import {replan} from './plan.ts'
import {Rotations, type Rotation} from './rotations.ts'
import {rotateByService} from './service-owned.ts'
import {isLastStep, runStep} from './steps.ts'

const STEP_TIMER = 'secretsmanager.step'

interface RunTimer {
  readonly secretArn: string
  readonly run: number
}

/** Runs rotations: asynchronously, one step after the other, again from createSecret with the same token on a failure. */
export class RotationEngine {
  readonly rotations = new Rotations()
  /** Rotations opened from now on wait for whoever runs their steps by hand. */
  byHand = false
  readonly #world: World
  readonly #store: SecretStore
  readonly #endings: RotationEndings

  constructor(world: World, store: SecretStore) {
    this.#world = world
    this.#store = store
    this.#endings = new RotationEndings(world, store, this.rotations)
    world.clock.on(STEP_TIMER, payload => this.#proceed(payload as RunTimer))
  }

  /** Runs the rotation of a secret whose AWSPENDING lies on the token's version, once the request is answered. */
  open(secret: Secret, token: string, kind: Rotation['kind']): void {
    const functionArn = secret.rotation?.functionArn
    const rotation = this.rotations.open({
      kind,
      secretArn: secret.arn,
      token,
      ...(functionArn === undefined ? {} : {functionArn}),
      rotationToken: this.#world.uuid(),
      attempt: 1,
      step: 0,
      beganCurrent: false,
      givenUp: false,
    })
    this.#tell(secret, rotation, kind === 'test' ? 'TestRotationStarted' : 'RotationStarted')
    if (this.byHand) return
    const timer = {secretArn: secret.arn, run: rotation.run}
    this.#afterReply(() => this.#next(timer, this.#world.switches.stepDelayMs))
  }

  /** After a restart: rotations that were in the middle of a step do that step again; the others have their timer. */
  takeUp(waiting: readonly {readonly kind: string; readonly payload: unknown}[]): void {
    const timed = new Set(waiting.filter(({kind}) => kind === STEP_TIMER).map(({payload}) => (payload as RunTimer).run))
    for (const {secretArn, run, givenUp} of this.rotations.all()) {
      if (givenUp || timed.has(run)) continue
      this.#world.clock.schedule({dueAt: this.#world.clock.now(), kind: STEP_TIMER, payload: {secretArn, run}})
    }
  }

  /** The rotation of a secret and the step it is at; undefined: there is none, or no attempt is left. */
  upcoming(secretArn: string): Rotation | undefined {
    const rotation = this.rotations.of(secretArn)
    return rotation === undefined || rotation.givenUp ? undefined : this.#begun(secretArn, rotation.run)
  }

  /** Takes the outcome of a step that somebody else ran: `failure` is the text for the trail. Absent: it passed. */
  ended(secretArn: string, failure: string | undefined): void {
    const rotation = this.rotations.of(secretArn)
    const secret = this.#store.byArn(secretArn)
    if (rotation === undefined || secret === undefined) return
    if (failure === undefined) this.#passed(secret, rotation)
    else this.#failed(secret, rotation, failure)
  }

  /** Ends the secret's rotation without an event. Answers what was under way. */
  cancel(secretArn: string): Rotation | undefined {
    const rotation = this.rotations.of(secretArn)
    this.rotations.close(secretArn)
    return rotation
  }

  /** A promoted pending version whose function has not answered yet: a new RotateSecret takes it for done. */
  settlePromoted(secretArn: string): void {
    const rotation = this.rotations.of(secretArn)
    const secret = this.#store.byArn(secretArn)
    if (rotation === undefined || secret === undefined || !isCurrent(secret, rotation.token)) return
    this.#endings.succeed(secret, rotation)
  }

  /**
   * A value became AWSCURRENT by a write. Written by hand it abandons a rotation, whose AWSPENDING the write has taken
   * off already, and counts as a rotation for the next date.
   */
  currentReplaced(secret: Secret, versionId: string): void {
    const rotation = this.rotations.of(secret.arn)
    // Only where a switch lets AWSPENDING stay does the rotation go on under the new value.
    if (rotation !== undefined && rotation.token !== versionId && !isPending(secret, rotation.token)) {
      // The pending version had been promoted before: what the write replaced was a complete rotation.
      if (holderOf(secret.versions, PREVIOUS)?.id === rotation.token) this.#endings.succeed(secret, rotation)
      else this.#abandon(secret, rotation)
    }
    replan(this.#world, this.#store, secret.arn, {shown: true})
  }

  #abandon(secret: Secret, rotation: Rotation): void {
    this.rotations.close(secret.arn)
    if (rotation.kind === 'test') this.#endings.dropCopy(secret, rotation)
    else this.#tell(secret, rotation, 'RotationAbandoned')
  }

  /** Work that begins once the request that causes it is answered; none if the sandbox was put back meanwhile. */
  #afterReply(work: () => void | Promise<void>): void {
    const {clock} = this.#world
    const {era} = clock
    const unlessPutBack = () => (era === clock.era ? work() : undefined)
    void clock.track(setImmediate().then(unlessPutBack))
  }

  #tell(secret: Secret, rotation: Rotation, name: RotationEventName): void {
    this.#afterReply(() => rotationEvent(this.#world, secret, {name, token: rotation.token}))
  }

  #next(timer: RunTimer, delayMs: number): void | Promise<void> {
    if (delayMs === 0) return this.#proceed(timer)
    this.#world.clock.schedule({dueAt: this.#world.clock.now() + delayMs, kind: STEP_TIMER, payload: timer})
    return undefined
  }

  /** Runs steps until the rotation ends or has to wait. */
  async #proceed(timer: RunTimer): Promise<void> {
    const {clock} = this.#world
    const {era} = clock
    for (;;) {
      const waitMs = await this.#advance(timer)
      if (waitMs === undefined || era !== clock.era) return
      if (waitMs > 0) return void this.#next(timer, waitMs)
    }
  }

  /** One step. Answers how long to wait for the next one; undefined: there is none. */
  async #advance({secretArn, run}: RunTimer): Promise<number | undefined> {
    const {clock, switches} = this.#world
    const {era} = clock
    const rotation = this.#begun(secretArn, run)
    const secret = this.#store.byArn(secretArn)
    if (rotation === undefined || secret === undefined) return this.#stop(secretArn, run)
    const failure = await runStep(this.#world, secret, rotation)
    // The same run of another past: what this invocation did has never been.
    if (era !== clock.era) return undefined
    if (failure !== undefined && switches.failureNoticeMs > 0) await clock.sleep(switches.failureNoticeMs)
    if (era !== clock.era) return undefined
    const after = this.#store.byArn(secretArn)
    if (this.rotations.ofRun(secretArn, run) === undefined || after === undefined) return this.#stop(secretArn, run)
    return failure === undefined ? this.#passed(after, rotation) : this.#failed(after, rotation, failure)
  }

  /** The rotation as it stands at its next step; an attempt first looks whether its version is current already, or lost. */
  #begun(secretArn: string, run: number): Rotation | undefined {
    const rotation = this.rotations.ofRun(secretArn, run)
    const secret = this.#store.byArn(secretArn)
    if (rotation === undefined || secret === undefined || rotation.step > 0) return rotation
    const beganCurrent = isCurrent(secret, rotation.token)
    // Somebody took AWSPENDING off to have the rotation restarted: this one is over.
    if (!beganCurrent && !isPending(secret, rotation.token)) return undefined
    const begun = {...rotation, beganCurrent}
    this.rotations.change(begun)
    return begun
  }

  #stop(secretArn: string, run: number): undefined {
    if (this.rotations.ofRun(secretArn, run) !== undefined) this.rotations.close(secretArn)
  }

  #passed(secret: Secret, rotation: Rotation): number | undefined {
    const endings = this.#endings
    if (rotation.kind === 'test') return endings.endTest(secret, rotation, undefined)
    if (rotation.kind === 'service') {
      return endings.succeed(rotateByService(this.#world, this.#store, secret, rotation), rotation)
    }
    if (!isLastStep(rotation)) {
      this.rotations.change({...rotation, step: rotation.step + 1})
      return this.#world.switches.stepDelayMs
    }
    if (isCurrent(secret, rotation.token)) return endings.succeed(secret, rotation)
    // The sandbox's own text: AWS's words for a finishSecret that moves nothing are not known.
    return this.#failed(secret, rotation, `Version ${rotation.token} is not AWSCURRENT after the finishSecret step`)
  }

  #failed(secret: Secret, rotation: Rotation, errorMessage: string): number | undefined {
    if (rotation.kind === 'test') return this.#endings.endTest(secret, rotation, errorMessage)
    if (rotation.beganCurrent && isCurrent(secret, rotation.token)) return this.#endings.succeed(secret, rotation)
    const {switches} = this.#world
    const givenUp = rotation.attempt >= switches.rotationAttempts
    if (givenUp || switches.failedEventPerAttempt) {
      rotationEvent(this.#world, secret, {name: 'RotationFailed', token: rotation.token, errorMessage})
    }
    if (givenUp) {
      this.rotations.change({...rotation, givenUp})
      return undefined
    }
    this.rotations.change({...rotation, attempt: rotation.attempt + 1, step: 0})
    return switches.rotationRetryDelayMs
  }
}
