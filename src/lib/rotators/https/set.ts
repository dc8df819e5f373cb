import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import type {StoredValue} from '../stored-value.ts'
import {answerTo, send, WAITS_MS} from './ask.ts'
import {describedIn, isSameLogin, type Described} from './described.ts'

/** AWSPENDING, which is of the same login as AWSCURRENT. */
export async function describedPending(context: RotatorContext): Promise<Described> {
  const pending = describedIn(await context.pending(), context)
  if (isSameLogin(pending, describedIn(await context.current(), context))) return pending
  throw new Refusal('AWSPENDING and AWSCURRENT differ in more than the password')
}

/**
 * Has the endpoint take the pending value, unless it does: by the request that the value describes, which shows it the
 * value that it takes still.
 */
export async function set(context: RotatorContext): Promise<void> {
  const pending = await describedPending(context)
  const {set: request} = pending
  if (request === undefined) return
  const {host} = request.url
  for (const wait of [...WAITS_MS, undefined]) {
    if ((await answerTo(context, pending, pending.value)).isYes) return
    const answer = await send(context, request, {pending: pending.value, current: await takenValue(context, pending)})
    if (answer.isYes) return
    if (!answer.isOpen || wait === undefined) {
      // Another invocation may have been faster.
      if ((await answerTo(context, pending, pending.value)).isYes) return
      throw new Refusal(`${host} does not take the new password: ${answer.status}`)
    }
    await context.clock.sleep(wait)
  }
}

/** The value that the endpoint takes still. */
async function takenValue(context: RotatorContext, pending: Described): Promise<StoredValue> {
  for (const old of [await context.current(), await context.previous()]) {
    if (old === undefined || !isOfLogin(old, pending, context)) continue
    if ((await answerTo(context, pending, old)).isYes) return old
  }
  throw new Refusal(`${pending.test.url.host} takes none of AWSPENDING, AWSCURRENT and AWSPREVIOUS`)
}

/** An old value that is broken, or of another login, is not shown to anybody. */
function isOfLogin(old: StoredValue, pending: Described, context: RotatorContext): boolean {
  try {
    return isSameLogin(describedIn(old, context), pending)
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
