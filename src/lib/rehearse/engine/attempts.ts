import type {Bench, OpenRotation, RotationWish} from '../bench.ts'
import type {RotationResult, StepResult} from '../observation.ts'
import {STEPS} from '../steps.ts'

/** What attempts are made with. */
interface Attempting extends Pick<Bench, 'step' | 'holder' | 'advance'> {
  /** The service learns how a step ended. */
  ended(rotation: OpenRotation, ok: boolean): void
  /** Whether the service would send a step of this rotation now, or refuse to. */
  isUnderWay(rotation: OpenRotation): boolean
  /** Virtual ms between two attempts of the service. */
  readonly retryDelayMs: number
}

/**
 * Attempts of the service with one token, each from createSecret, until one passes whole or none is left. `done`: steps of
 * the first one that have been.
 */
export async function attemptsOf(
  bench: Attempting,
  rotation: OpenRotation,
  wish: RotationWish & {readonly attempts: number},
  done: readonly StepResult[] = [],
): Promise<RotationResult> {
  const {token} = rotation
  let last: readonly StepResult[] = []
  let attempts = 0
  for (; attempts < wish.attempts;) {
    attempts += 1
    last = attempts === 1 ? done : []
    for (const step of STEPS.slice(last.length)) {
      if (step === wish.before) return {token, steps: last, ok: true, attempts}
      await wish.beforeStep?.(step, rotation)
      const result = await bench.step(rotation, step, wish.event === undefined ? {} : {event: wish.event})
      const isLost = step === wish.lost
      last = [...last, result]
      bench.ended(rotation, result.ok && !isLost)
      await wish.afterStep?.(result, rotation)
      if (!result.ok || isLost) break
    }
    const whole = last.length === STEPS.length && last.every(({ok}) => ok) && last.at(-1)?.step !== wish.lost
    if (whole && bench.holder('AWSCURRENT', rotation.secret) === token) return {token, steps: last, ok: true, attempts}
    if (attempts === wish.attempts || !bench.isUnderWay(rotation)) break
    await bench.advance(bench.retryDelayMs)
  }
  const failed = last.find(({ok}) => !ok)
  return {token, steps: last, ok: false, attempts, ...(failed === undefined ? {} : {failed})}
}
