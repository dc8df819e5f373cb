import type {Bench} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {Step} from '../steps.ts'
import {onTarget, type StepOnTarget} from './target-change.ts'

/**
 * The pending value is a good credential of somebody else, put there by hand. undefined: the target has nobody else. The
 * service would not send the step for a value that the function did not write, so the event is sent as it would be.
 */
export function otherIdentity(step: Step): Scenario<StepOnTarget | undefined> {
  return pendingByHand(`other-identity/${step}`, step, ({target}, current) => target.ofSomebodyElse?.(current))
}

/** The pending value names another address, where the current credential is good. undefined: no value names one. */
export function otherAddress(step: Step): Scenario<StepOnTarget | undefined> {
  return pendingByHand(`other-address/${step}`, step, ({target}, current) => target.elsewhere?.(current))
}

function pendingByHand(
  name: string,
  step: Step,
  valueFor: (bench: Bench, current: string) => Promise<string> | string | undefined,
): Scenario<StepOnTarget | undefined> {
  return {
    name,
    async play(bench) {
      const current = bench.value('AWSCURRENT')
      const text = current === undefined ? undefined : await valueFor(bench, current)
      if (text === undefined || text === current) return undefined
      const rotation = await bench.begin()
      await bench.call('secretsmanager', 'PutSecretValue', {
        SecretId: bench.secret.arn,
        ClientRequestToken: rotation.token,
        SecretString: text,
        VersionStages: ['AWSPENDING'],
      })
      return onTarget(bench, () => bench.invoke(bench.eventOf(rotation, step)))
    },
  }
}
