import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import {functionWords} from './function-words.ts'
import type {GrantResult} from './grant-result.ts'

/**
 * The next command: what is there twice, or allows more than it must, is taken away once the exact statement stands; as
 * long as it does not, that comes first.
 */
export function grantNext(
  context: Pick<Context, 'scopeFlags' | 'otherAccounts'>,
  {place, outcome, policy}: GrantResult,
  functionProfile: string | undefined,
): string | undefined {
  if (outcome === 'planned' || outcome === 'declined') return undefined
  const {target, secret} = place
  const words = ['secrot', 'grant', target.arn]
  const rest = [
    ...(secret === undefined ? [] : ['--secret', secret.arn]),
    // A role of the configuration only reads; what changes something wants a profile.
    ...(target.scope.role === undefined ? functionWords(context, functionProfile) : ['--function-profile', 'NAME']),
    ...context.scopeFlags({region: target.scope.region}).secrot,
  ]
  const {statements, allowed} = policy
  const spare = statements.find(({id, relation}) => id !== undefined && /^(duplicate|wider|public)$/.test(relation))
  const exact = statements.some(({relation}) => relation === 'exact')
  if (spare !== undefined && exact) return shellCommand([...words, '--revoke', spare.id ?? '', ...rest])
  if (spare !== undefined && allowed) return shellCommand([...words, '--narrow', ...rest])
  return outcome === 'listed' && !allowed ? shellCommand([...words, ...rest]) : undefined
}
