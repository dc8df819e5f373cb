import type {Scenario} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {STEPS, type Step} from '../steps.ts'

/** A value stored by hand while a rotation is under way, and what the steps after it made of that. */
export interface HandWrite {
  /** Id of the version that was stored by hand. */
  readonly written: string
  /** Holder of AWSCURRENT at the end. */
  readonly current: string | undefined
  readonly later: readonly StepResult[]
}

/** undefined: a step before it failed. */
export function handWriteBefore(step: Step): Scenario<HandWrite | undefined> {
  return {
    name: `hand-write/${step}`,
    group: 'hand-write',
    async play(bench) {
      const rotation = await bench.begin()
      const at = STEPS.indexOf(step)
      for (const earlier of STEPS.slice(0, at)) {
        const {ok} = await bench.step(rotation, earlier)
        if (!ok) return undefined
      }
      const SecretString = bench.value('AWSCURRENT')!
      const stored = await bench.call('secretsmanager', 'PutSecretValue', {SecretId: bench.secret.arn, SecretString})
      const later: StepResult[] = []
      for (const next of STEPS.slice(at)) later.push(await bench.invoke(bench.eventOf(rotation, next)))
      const written = (stored as {VersionId: string}).VersionId
      return {written, current: bench.holder('AWSCURRENT'), later}
    },
  }
}
