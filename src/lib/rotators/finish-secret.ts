import {admitted} from './admission.ts'
import {CallFailed, isAnswer} from './call-failed.ts'
import {holderOf} from './labels.ts'
import {PATIENCE_MS} from './patience.ts'
import type {Rotator, RotatorContext} from './rotator.ts'
import type {SecretStore} from './secret-store.ts'
import {sideChannel} from './side-channel.ts'

type Store = Pick<SecretStore, 'describe' | 'promote'>

/** Moves AWSCURRENT to a version that has a value, once. */
export async function finishSecret(rotator: Rotator, context: RotatorContext, store: Store): Promise<void> {
  // A version without a value is never promoted.
  await context.pending()
  await rotator.finish?.(context)
  if (!(await promote(context, store))) return
  context.log.info('the version is AWSCURRENT')
  await sideChannel(context.log, () => rotator.promoted?.(context))
}

/** Settles when the version is current. false: another invocation has moved the label. */
async function promote({secret, versionId, clock}: RotatorContext, store: Store): Promise<boolean> {
  let holder = holderOf(secret, 'AWSCURRENT')
  for (const wait of [...PATIENCE_MS, undefined]) {
    try {
      await store.promote(holder)
      return true
    } catch (error) {
      // The move may have happened, or the labels were those of a moment ago.
      const labels = () => store.describe().catch(() => Promise.reject(error))
      const {secret: now, isCurrent} = await admitted(labels, versionId, clock)
      // Refused at the first attempt, this invocation has moved nothing; otherwise the reply was lost.
      if (isCurrent) return !(error instanceof CallFailed && error.isSure)
      if (!isAnswer(error, 'InvalidParameterException') || wait === undefined) throw error
      holder = holderOf(now, 'AWSCURRENT')
      await clock.sleep(wait)
    }
  }
  return false
}
