import {parseArn} from '../arn.ts'
import {fingerprintOf} from '../doctor/fingerprint.ts'
import type {Diagnosis, Finding} from '../doctor/rule.ts'
import type {PlanFile, PlannedRepair, PlannedSecret} from '../plan/plan-file.ts'
import type {Look} from './doctor-look.ts'
import {digestOf} from './doctor-plan-report.ts'

/** The plan file of what was found; secrets without a repair are not in it. */
export function planFileOf({run, caller, diagnoses}: Look): PlanFile {
  const planned = diagnoses.map(diagnosis => plannedSecret(diagnosis)).filter(secret => secret !== undefined)
  return {
    formatVersion: 1,
    createdAt: new Date(run.context.clock.now()).toISOString(),
    account: caller.accountId,
    partition: parseArn(caller.arn)?.partition ?? '',
    region: run.context.scope.region,
    secrets: planned.filter(({repairs}) => repairs.length > 0),
  }
}

/** One secret as a plan holds it; undefined: its labels could not be read. */
export function plannedSecret({facts, findings}: Diagnosis): PlannedSecret | undefined {
  const fingerprint = fingerprintOf(facts)
  if (fingerprint === undefined) return undefined
  return {arn: facts.arn, fingerprint, repairs: findings.flatMap(finding => plannedRepair(finding))}
}

/** New ends of API keys follow from the time at which somebody looks; where the key ended before is compared. */
function withoutEnds(name: string, value: unknown): unknown {
  return name === 'expiresAt' ? undefined : value
}

function plannedRepair({id, plan}: Finding): readonly PlannedRepair[] {
  if (plan === undefined || plan.fixClass === 'advice' || plan.fixClass === 'none') return []
  const {name, fixClass, followedBy = null, attested, calls, undo, hits, allowSuffix = null} = plan
  const digest = digestOf(JSON.stringify([calls, undo, hits, allowSuffix], withoutEnds))
  return [{finding: id, plan: name, fixClass, followedBy, attested, calls: digest}]
}
