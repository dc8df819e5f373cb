import type {Scenario} from '../item.ts'
import type {Step} from '../steps.ts'
import {onTarget, type StepOnTarget} from './target-change.ts'

/**
 * The pending value is a good credential of somebody else, put there by hand. undefined: the target has nobody else. The
 * service would not send the step for a value that the function did not write, so the event is sent as it would be.
 */
export function otherIdentity(step: Step): Scenario<StepOnTarget | undefined> {
  return {
    name: `other-identity/${step}`,
    async play(bench) {
      const current = bench.value('AWSCURRENT')
      if (bench.target.ofSomebodyElse === undefined || current === undefined) return undefined
      const text = await bench.target.ofSomebodyElse(current)
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
