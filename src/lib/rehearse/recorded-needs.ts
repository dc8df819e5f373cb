import * as v from 'valibot'
import type {Need} from './shipped-policy.ts'

/** A record may have come as a file: nothing of it is shown that does not look like an action or an ARN. */
const policy = v.object({
  Statement: v.array(
    v.object({
      Action: v.array(v.pipe(v.string(), v.regex(/^[a-z0-9-]{2,40}:[A-Za-z0-9]{2,80}$/))),
      Resource: v.pipe(v.string(), v.regex(/^(\*|arn:[\x21-\x7E]{1,2000})$/)),
    }),
  ),
})

/** What the calls of a rehearsal needed, from the policy in its record; undefined: the record tells no such thing. */
export function recordedNeeds(recorded: unknown): readonly Need[] | undefined {
  const read = v.safeParse(policy, recorded)
  if (!read.success) return undefined
  return read.output.Statement.flatMap(({Action, Resource}) => Action.map(action => ({action, resource: Resource})))
}
