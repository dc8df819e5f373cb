import type {AcceptedFinding} from '../config/config.ts'
import {matchesSecret} from '../config/pattern.ts'
import {diagnose} from '../doctor/diagnose.ts'
import type {SecretFacts} from '../doctor/facts.ts'
import type {Acceptance, Diagnosis} from '../doctor/rule.ts'
import type {DoctorOptions} from './doctor-options.ts'

/** All checks that a run asks for, over the facts of one secret, with what its configuration accepts. */
export function diagnosed(
  {only, skip, accepted = []}: Pick<DoctorOptions, 'only' | 'skip' | 'accepted'>,
  facts: SecretFacts,
): Diagnosis {
  return diagnose(facts, {
    ...(only === undefined ? {} : {only}),
    ...(skip === undefined ? {} : {skip}),
    acceptedOf: id => acceptedIn(accepted, id, facts),
  })
}

/** The entry that lets a finding stay in a secret; the last day counts to its end in UTC. */
function acceptedIn(
  accepted: readonly AcceptedFinding[],
  id: string,
  {now, ...secret}: Pick<SecretFacts, 'now' | 'name' | 'arn'>,
): Acceptance | undefined {
  const today = new Date(now).toISOString().slice(0, 'yyyy-mm-dd'.length)
  return accepted.find(
    ({finding, secrets, until}) => finding === id && today <= until && matchesSecret(secrets, secret),
  )
}
