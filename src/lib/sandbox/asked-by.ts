import type {Authorization, Call} from './kernel.ts'

/** A permission question with the condition keys that every request has: where it comes from and which region it names. */
export function askedBy(call: Call, question: Authorization): Authorization {
  const conditions = {'aws:sourceip': call.sourceIp, 'aws:requestedregion': call.region, ...question.conditions}
  return {...question, conditions}
}
