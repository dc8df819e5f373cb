import type {Bench, OpenRotation, StagedSecret} from '../bench.ts'
import type {RotationResult} from '../observation.ts'
import type {Step} from '../steps.ts'

/** A rotation that has come as far as one of its steps. */
export interface Opened {
  readonly rotation: OpenRotation
  /** Its steps so far; `ok` unless one of them failed. */
  readonly so: RotationResult
}

/** Opens a rotation and runs the steps that come before this one. */
export async function openedBefore(bench: Bench, step: Step, secret: StagedSecret = bench.secret): Promise<Opened> {
  if (step === 'createSecret') {
    const rotation = await bench.begin({secret})
    return {rotation, so: {token: rotation.token, steps: [], ok: true, attempts: 1}}
  }
  const caught: {rotation?: OpenRotation} = {}
  const so = await bench.rotate({
    secret,
    before: step,
    beforeStep(_, rotation) {
      caught.rotation = rotation
    },
  })
  return {rotation: caught.rotation!, so}
}
