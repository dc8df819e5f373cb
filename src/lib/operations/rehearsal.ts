import {DEPLOYMENT_TAG} from '../deploy/deployment.ts'
import {lackOf, powersOf, type Rehearsal, rehearsalWords} from '../rehearse/record.ts'
import type {Context} from './context.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {watchFunction, watchFunctionActions} from './watch-function.ts'

export const rehearsalActions = watchFunctionActions

/**
 * What is known from rehearsals of the function that rotates a secret. The function is looked at only where records are
 * kept at all, or where `deploy` made the secret: the records of its functions come with secrot. What cannot be read is not known, and unlocks nothing.
 */
export async function rehearsalOfSecret(
  context: Context,
  secret: ResolvedSecret,
  functionProfile?: string,
): Promise<Rehearsal> {
  const deployed = secret.description.tags[DEPLOYMENT_TAG] !== undefined
  if (!deployed && !(await context.rehearsals.any())) return {kind: 'never'}
  const found = await watchFunction(context, secret, functionProfile)
  if (found.kind === 'known') return context.rehearsals.of(found.configuration)
  return found.kind === 'none' ? {kind: 'never'} : {kind: 'unread', reason: found.failure.reason}
}

/**
 * What a function does inside its own steps is known by its rehearsal alone; that is said before it is started
 * (product.md, promise 1).
 */
export function sayRehearsal({progress}: Context, functionName: string | undefined, rehearsal: Rehearsal): void {
  if (functionName === undefined) return
  if (powersOf(rehearsal).resume) progress.line(`${functionName}, ${rehearsalWords(rehearsal)}`)
  else progress.warn(`${lackOf(rehearsal, functionName)}: what it does inside its own steps is its own.`)
}
