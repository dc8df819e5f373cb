import {parseArn} from '../arn.ts'
import type {AcceptedFinding, Config} from '../config/config.ts'
import {matchesSecret} from '../config/pattern.ts'
import {diagnose} from '../doctor/diagnose.ts'
import type {SecretFacts} from '../doctor/facts.ts'
import type {Acceptance, Diagnosis} from '../doctor/rule.ts'
import {onlyReads} from './configured-scope.ts'
import type {DoctorOptions} from './doctor-options.ts'

type DiagnosisOptions = Pick<DoctorOptions, 'only' | 'skip' | 'accepted' | 'accounts' | 'functionProfile'>

/** All checks that a run asks for, over the facts of one secret, with what its configuration accepts and forbids. */
export function diagnosed(
  {only, skip, accepted = [], accounts = {}, functionProfile}: DiagnosisOptions,
  facts: SecretFacts,
): Diagnosis {
  const found = diagnose(facts, {
    ...(only === undefined ? {} : {only}),
    ...(skip === undefined ? {} : {skip}),
    acceptedOf: id => acceptedIn(accepted, id, facts),
  })
  return functionProfile === undefined ? withoutChangesByRole(found, accounts) : found
}

/** Through a role of the configuration a function is only read. */
function withoutChangesByRole(diagnosis: Diagnosis, accounts: Config['accounts']): Diagnosis {
  const {account} = diagnosis.facts.environment
  const findings = diagnosis.findings.map(finding => {
    const {plan, ...rest} = finding
    const there = plan?.calls
      .flatMap(call =>
        call.kind === 'add-permission' || call.kind === 'invoke' || call.kind === 'time-limit'
          ? [call.functionArn]
          : [],
      )
      .map(arn => parseArn(arn)?.accountId ?? account)
      .find(id => id !== account && accounts[id] !== undefined && 'role' in accounts[id])
    if (there === undefined) return finding
    return {...rest, refusedBecause: onlyReads(there)}
  })
  return {...diagnosis, findings}
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
