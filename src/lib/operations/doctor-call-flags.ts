import {parseArn} from '../arn.ts'
import type {SecretFacts} from '../doctor/facts.ts'
import type {PlanCall} from '../doctor/plan.ts'
import type {DoctorRun} from './doctor-run.ts'

/** The flags by which the printed command of a call reaches its place: a function of another account has its own profile. */
export function callFlags(run: DoctorRun, facts: SecretFacts, call: PlanCall): readonly string[] {
  const {scopeFlags, functionProfile, accounts = {}} = run.options
  const account = accountOf(call)
  if (account === undefined || account === facts.environment.account) return scopeFlags
  const access = accounts[account]
  const profile = functionProfile ?? (access !== undefined && 'profile' in access ? access.profile : undefined)
  return profile === undefined ? scopeFlags : run.context.scopeFlags({profile}).aws
}

function accountOf(call: PlanCall): string | undefined {
  return 'functionArn' in call && call.functionArn !== undefined ? parseArn(call.functionArn)?.accountId : undefined
}
