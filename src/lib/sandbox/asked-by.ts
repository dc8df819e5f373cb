import type {Authorization, Call, World} from './kernel.ts'

/** A permission question with the condition keys that every request has: where it comes from and which region it names. */
export function askedBy(call: Call, question: Authorization): Authorization {
  const conditions: Record<string, string | readonly string[]> = {
    'aws:sourceip': call.sourceIp,
    'aws:requestedregion': call.region,
    'aws:viaawsservice': String(call.viaService !== undefined),
    ...question.conditions,
  }
  if (call.viaService !== undefined) conditions['aws:calledvia'] = [call.viaService]
  return {...question, conditions}
}

/** Whether the caller may do what another service asks for on his behalf, with whatever his request says of itself. */
export function mayAlso(world: Pick<World, 'identities'>, call: Call, question: Authorization): boolean {
  call.alsoAsked?.(question)
  return world.identities.authorize(call.principal, askedBy(call, question)).allowed
}
