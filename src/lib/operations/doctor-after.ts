import {rotateBlockedBy} from '../doctor/rotate-block.ts'
import {consumersOf} from '../doctor/headline.ts'
import {authOf} from '../doctor/pending-state.ts'
import {type SecretFacts, valueOf} from '../doctor/facts.ts'
import type {Diagnosis} from '../doctor/rule.ts'
import {stateOf} from './doctor-report.ts'
import type {RepairNote, SecretReport} from './doctor-result.ts'
import type {MadeRepair, Repaired} from './doctor-repair.ts'
import type {DoctorRun} from './doctor-run.ts'

const MINUTE_MS = 60_000

/** What is so after the repairs of one secret, and what there is to say about them. */
export function afterOf(run: DoctorRun, repaired: Repaired): NonNullable<SecretReport['after']> {
  const {after, made} = repaired
  return {
    ...stateOf(run, after),
    summary: summaryOf(run, repaired),
    notes: [...stillOpen(after), ...notUndone(after, made), ...dates(run, after, made)],
    journalRun: made.length === 0 ? null : (run.context.journal.runId ?? null),
  }
}

/** One sentence about what the repair achieved for those who read the secret; null: nothing was repaired. */
function summaryOf(run: DoctorRun, {after, made}: Repaired): string | null {
  const {name} = after.facts
  const first = made[0]
  if (first === undefined) return null
  const wereRefused = consumersOf(first.before.facts) === 'refused'
  if (wereRefused && consumersOf(after.facts) === 'working')
    return `repaired: who reads ${name} again gets a working value; refused for ${refusedFor(run, first.before.facts)} at most`
  const ended = made.some(repair => repair.finding.plan?.hits === 'holders of the old value')
  const tail = ended ? '; who still holds the old value may be refused' : ''
  return `repaired: ${name}, ${made.map(repair => repair.finding.plan?.name).join(', then ')}${tail}`
}

/** The target may have been changed as soon as the pending version was there. */
function refusedFor(run: DoctorRun, before: SecretFacts): string {
  const since = before.pending?.createdAt ?? before.current?.createdAt
  return since === undefined ? 'a time nobody knows' : ageUp(run.context.clock.now() - since)
}

function stillOpen({facts, findings}: Diagnosis): readonly RepairNote[] {
  const causes = findings.filter(finding => finding.isCause === true && finding.group === 'condition')
  const blocked = rotateBlockedBy(facts)
  return causes.map(cause => ({
    label: 'Still open',
    text:
      blocked === undefined
        ? `${cause.id}: ${cause.message}`
        : `${cause.id}: no rotation is offered until the function has changed`,
  }))
}

function notUndone({facts}: Diagnosis, made: readonly MadeRepair[]): readonly RepairNote[] {
  if (!made.some(movesCurrent) || authOf(facts.previous) !== 'no' || facts.previous === undefined) return []
  const text = `AWSPREVIOUS is ${facts.previous.versionId}, which the target rejects: rollback will refuse`
  return [{label: 'Not undone', text}]
}

/** LastRotatedDate is set by a rotation that succeeded, not by a label that was moved by hand. */
function dates(run: DoctorRun, {facts}: Diagnosis, made: readonly MadeRepair[]): readonly RepairNote[] {
  const rotatedAt = valueOf(facts.labels)?.description.lastRotatedAt
  const createdAt = facts.current?.createdAt
  if (!made.some(movesCurrent) || rotatedAt === undefined || createdAt === undefined) return []
  const day = new Date(rotatedAt).toISOString().slice(0, 10)
  const age = ageUp(run.context.clock.now() - createdAt)
  return [{label: 'Dates', text: `AWS may go on showing ${day} as last rotated; the value in use is ${age} old`}]
}

function movesCurrent({finding}: MadeRepair): boolean {
  return finding.plan?.name === 'finish' || finding.plan?.name === 'restore previous'
}

/** One unit, rounded up: "at most" must hold. */
function ageUp(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / MINUTE_MS))
  if (minutes < 120) return `${minutes}m`
  const hours = Math.ceil(minutes / 60)
  return hours < 48 ? `${hours}h` : `${Math.ceil(hours / 24)}d`
}
