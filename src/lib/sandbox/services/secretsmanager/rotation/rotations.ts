import type {Snapshotable} from '../../../kernel.ts'

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const

export type Step = (typeof STEPS)[number]

/** A rotation that is not complete. Replaced at each change; plain data, so that a snapshot can carry it. */
export interface Rotation {
  /** Unique in a sandbox; timers and invocations of an earlier run find it changed and stop. */
  readonly run: number
  /** `lambda`: four steps; `test`: testSecret alone; `service`: the owning service rotates without a function. */
  readonly kind: 'lambda' | 'test' | 'service'
  readonly secretArn: string
  /** ClientRequestToken of the steps: id of the pending version. */
  readonly token: string
  /** Absent for rotations without a function. */
  readonly functionArn?: string
  /** What PutSecretValue must bring when the function writes under another identity. */
  readonly rotationToken: string
  /** Counted within one window, from 1. */
  readonly attempt: number
  readonly step: number
  /** The pending version was AWSCURRENT already when the attempt began. */
  readonly beganCurrent: boolean
  /** No attempt is left; it is tried again at the next window. */
  readonly givenUp: boolean
}

interface RotationsSnapshot {
  readonly rotations: ReadonlyMap<string, Rotation>
  readonly nextRun: number
}

/** Incomplete rotations by ARN of the secret; a secret has at most one. */
export class Rotations implements Snapshotable {
  #rotations = new Map<string, Rotation>()
  #nextRun = 1

  of(secretArn: string): Rotation | undefined {
    return this.#rotations.get(secretArn)
  }

  /** The rotation of that very run; undefined when it was cancelled, abandoned, completed or replaced meanwhile. */
  ofRun(secretArn: string, run: number): Rotation | undefined {
    const rotation = this.#rotations.get(secretArn)
    return rotation?.run === run ? rotation : undefined
  }

  /** Puts a rotation in the place of the secret's last one. */
  open(rotation: Omit<Rotation, 'run'>): Rotation {
    const opened = {...rotation, run: this.#nextRun++}
    this.#rotations.set(opened.secretArn, opened)
    return opened
  }

  change(rotation: Rotation): void {
    this.#rotations.set(rotation.secretArn, rotation)
  }

  close(secretArn: string): void {
    this.#rotations.delete(secretArn)
  }

  all(): Iterable<Rotation> {
    return this.#rotations.values()
  }

  snapshot(): RotationsSnapshot {
    return {rotations: new Map(this.#rotations), nextRun: this.#nextRun}
  }

  restore(snapshot: unknown): void {
    const saved = snapshot as RotationsSnapshot
    this.#rotations = new Map(saved.rotations)
    this.#nextRun = saved.nextRun
  }
}
