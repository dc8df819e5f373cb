import {CallFailed, isAnswer} from './call-failed.ts'
import {PATIENCE_MS} from './patience.ts'
import {reasonOf} from './reason.ts'
import {Refusal} from './refusal.ts'
import type {Proposal, Rotator, RotatorContext} from './rotator.ts'
import type {SecretStore} from './secret-store.ts'

type Store = Pick<SecretStore, 'read' | 'put'>

/** Makes a credential and stores it, unless the version has a value: whoever comes first decides, and nobody replaces it. */
export async function createSecret(rotator: Rotator, context: RotatorContext, store: Store): Promise<void> {
  const {versionId, log} = context
  if ((await context.valueOf(versionId)) !== undefined) return log.info('the version has its value')
  const proposal = await rotator.create(context)
  if (proposal !== undefined) return put(proposal, context, store)
  if ((await context.valueOf(versionId, {wait: true})) === undefined) throw new Refusal('its version has no value')
}

async function put(proposal: Proposal, context: RotatorContext, store: Store): Promise<void> {
  try {
    await store.put(proposal.value)
    context.log.info('a new value is AWSPENDING')
  } catch (error) {
    const stored = await storedAfter(error, context, store)
    if (stored?.equals(proposal.value) === true) return
    if (stored !== undefined || isSure(error)) await discard(proposal, context)
    if (stored === undefined) throw error
    context.log.info('another invocation has stored its value')
  }
}

/**
 * It may have been stored all the same, or another invocation was faster: the version decides. Where nobody can tell, the
 * error goes on, and the credential stays for the next attempt to find: what is not seen yet may still be stored.
 */
async function storedAfter(error: unknown, {versionId}: RotatorContext, store: Store) {
  const hasHappened = !isSure(error) || isAnswer(error, 'ResourceExistsException')
  try {
    return await store.read({versionId}, hasHappened ? PATIENCE_MS : [])
  } catch {
    throw error
  }
}

function isSure(error: unknown): boolean {
  return error instanceof CallFailed && error.isSure
}

/** What cannot be taken back now is found by the next attempt; the reason why nothing was stored matters more. */
async function discard(proposal: Proposal, {log}: RotatorContext): Promise<void> {
  try {
    await proposal.discard?.()
  } catch (error) {
    log.warn('the new credential could not be taken back', {reason: reasonOf(error)})
  }
}
