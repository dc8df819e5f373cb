import {differenceOf} from '../doctor/fingerprint.ts'
import type {Diagnosis} from '../doctor/rule.ts'
import type {PlanFile, PlannedRepair, PlannedSecret} from '../plan/plan-file.ts'
import type {PlanDifference} from './doctor-result.ts'
import {plannedSecret} from './plan-derived.ts'

type Difference = Pick<PlanDifference, 'field' | 'text'>

/** Where today's plan is not the one in the file, the first difference of each secret; empty: both are equal. */
export function planDifferences(file: PlanFile, diagnoses: readonly Diagnosis[]): readonly PlanDifference[] {
  return file.secrets.flatMap(planned => {
    const {arn} = planned
    const diagnosis = diagnoses.find(({facts}) => facts.arn === arn)
    const now = diagnosis === undefined ? undefined : plannedSecret(diagnosis)
    const difference = now === undefined ? unreadable : (inFingerprint(planned, now) ?? inRepairs(planned, now))
    return difference === undefined ? [] : [{arn, name: diagnosis?.facts.name ?? arn, ...difference}]
  })
}

const unreadable: Difference = {field: 'fingerprint', text: 'the labels could not be read'}

function inFingerprint(planned: PlannedSecret, now: PlannedSecret): Difference | undefined {
  const members = Object.keys(now.fingerprint) as (keyof PlannedSecret['fingerprint'])[]
  const other = members.find(member => !isSame(planned.fingerprint[member], now.fingerprint[member]))
  if (other === undefined) return undefined
  const then = {...now.fingerprint, [other]: planned.fingerprint[other]}
  const text = differenceOf(then, now.fingerprint) ?? `${other} of the secret is not what the plan said`
  return {field: `fingerprint.${other}`, text}
}

function inRepairs(planned: PlannedSecret, now: PlannedSecret): Difference | undefined {
  const [then, today] = [planned.repairs, now.repairs].map(repairs => namesOf(repairs))
  if (then !== today) return {field: 'repairs', text: `to be repaired: ${today}; the plan said ${then}`}
  const index = planned.repairs.findIndex((repair, at) => !isSame(repair, now.repairs[at]))
  const [was, is] = [planned.repairs[index], now.repairs[index]]
  if (was === undefined || is === undefined) return undefined
  const member = (Object.keys(is) as (keyof PlannedRepair)[]).find(name => !isSame(was[name], is[name]))
  const text =
    member === 'calls'
      ? `${is.plan} (${is.finding}) would make other calls than the plan said`
      : `${is.plan} (${is.finding}) has ${member} ${textOf(is[member ?? 'plan'])}, the plan said ${textOf(was[member ?? 'plan'])}`
  return {field: `repairs[${index}].${member}`, text}
}

function namesOf(repairs: readonly PlannedRepair[]): string {
  return repairs.length === 0 ? 'nothing' : repairs.map(({finding, plan}) => `${finding} (${plan})`).join(', ')
}

/** Both sides are plain data whose members stand in one order: the reader makes them in the order of the schema. */
function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

function textOf(value: PlannedRepair[keyof PlannedRepair]): string {
  const text = typeof value === 'object' ? (value?.join(', ') ?? '') : value
  return text === '' ? 'nothing' : text
}
