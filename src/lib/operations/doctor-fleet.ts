import pMap from 'p-map'
import {consumersOf} from '../doctor/headline.ts'
import {type Diagnosis, type Finding, severities} from '../doctor/rule.ts'
import type {DoctorEvents} from './doctor-events.ts'
import {type Repaired, repairSecret} from './doctor-repair.ts'
import type {DoctorRun} from './doctor-run.ts'

/** Secrets of one group that are repaired at the same time, once the first of them went well. */
const AT_ONCE = 3

/** Secrets that are repaired alike: one cause, one plan. */
interface Group {
  readonly key: string
  readonly members: readonly Diagnosis[]
}

/**
 * Repairs many secrets: grouped by cause, one of each group first and a fresh look at it, then the others a few at a time.
 * A group stops when a repair left its secret unchanged or worse.
 */
export async function repairFleet(
  run: DoctorRun,
  diagnoses: readonly Diagnosis[],
  options: {readonly listed: boolean; readonly events: DoctorEvents},
): Promise<readonly Repaired[]> {
  const groups = groupsOf(diagnoses)
  const count = diagnoses.length
  const done: Repaired[] = []
  let index = 0
  const repair = (diagnosis: Diagnosis): Promise<Repaired> => {
    index += 1
    return repairSecret(run, diagnosis, {...options, position: {index, count}})
  }
  for (const {members} of groups) {
    const [first, ...others] = members
    if (first === undefined) continue
    const tried = await repair(first)
    done.push(tried)
    const stop = stopsGroup(tried)
    if (stop === undefined) done.push(...(await repairSome(run, others, repair)))
    else done.push(...others.map(other => untouched(other, stop)))
  }
  return done
}

/** Questions come one after the other; without a terminal a few secrets go at a time. */
async function repairSome(
  run: DoctorRun,
  others: readonly Diagnosis[],
  repair: (diagnosis: Diagnosis) => Promise<Repaired>,
): Promise<readonly Repaired[]> {
  const done: Repaired[] = []
  let stop: string | undefined
  const one = async (other: Diagnosis): Promise<void> => {
    if (stop !== undefined) {
      done.push(untouched(other, stop))
      return
    }
    const repaired = await repair(other)
    done.push(repaired)
    stop ??= stopsGroup(repaired)
  }
  await pMap(others, one, {concurrency: run.context.ask.interactive ? 1 : AT_ONCE})
  return done
}

/** Why the rest of a group is left alone, or undefined. */
function stopsGroup({before, after, tried}: Repaired): string | undefined {
  const {name} = before.facts
  const outcomes = [...tried.values()].map(one => one.outcome)
  if (outcomes.includes('unchanged')) return `the same repair left ${name} unchanged`
  if (outcomes.includes('failed')) return `the same repair failed for ${name}`
  const worse = consumersOf(after.facts) === 'refused' && consumersOf(before.facts) !== 'refused'
  return worse ? `the same repair left ${name} worse` : undefined
}

/** A secret whose repairs were not tried, and why. */
export function untouched(diagnosis: Diagnosis, because: string): Repaired {
  const refused = diagnosis.findings.filter(finding => finding.plan !== undefined)
  return {
    before: diagnosis,
    after: diagnosis,
    tried: new Map(refused.map(finding => [finding.id, {outcome: 'refused', callsMade: 0, because}])),
    made: [],
    timedOut: false,
  }
}

/** Secrets whose consumers are down first, then the larger groups, then by severity. */
function groupsOf(diagnoses: readonly Diagnosis[]): readonly Group[] {
  const byKey = Map.groupBy(diagnoses, diagnosis => groupKey(diagnosis))
  return [...byKey].map(([key, members]) => ({key, members})).sort(byUrgency)
}

function groupKey({findings}: Diagnosis): string {
  const [first] = findings
  if (first === undefined) return 'nothing'
  const resource = findings.find(finding => finding.isCause === true)?.resource ?? ''
  return [first.id, first.plan?.name ?? '', ...first.causedBy, resource].join('|')
}

function byUrgency(left: Group, right: Group): number {
  return (
    Number(isDown(right)) - Number(isDown(left)) ||
    right.members.length - left.members.length ||
    worst(left) - worst(right)
  )
}

function isDown({members}: Group): boolean {
  return members.some(member => consumersOf(member.facts) === 'refused')
}

function worst({members}: Group): number {
  return Math.min(...members.flatMap(member => member.findings.map(severityRank)), severities.length)
}

function severityRank(finding: Finding): number {
  return severities.indexOf(finding.severity)
}
