import {rotateBlockedBy} from '../doctor/rotate-block.ts'
import {consumersOf} from '../doctor/headline.ts'
import {authOf} from '../doctor/pending-state.ts'
import {valueOf} from '../doctor/facts.ts'
import type {Diagnosis} from '../doctor/rule.ts'
import {stateOf, type Tried} from './doctor-report.ts'
import type {RepairNote, SecretReport} from './doctor-result.ts'
import type {MadeRepair, Repaired} from './doctor-repair.ts'
import type {DoctorRun} from './doctor-run.ts'

const MINUTE_MS = 60_000

/** What is so after the repairs of one secret, and what there is to say about them. */
export function afterOf(run: DoctorRun, repaired: Repaired): NonNullable<SecretReport['after']> {
  const {after, made, tried} = repaired
  return {
    ...stateOf(run, after),
    summary: summaryOf(run, repaired),
    notes: [
      ...stillOpen(after),
      ...notUndone(after, made),
      ...dates(run, after, made),
      ...rotationNote(tried),
      ...notOver(after),
    ],
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
    return `repaired: who reads ${name} again gets a working value${refusedFor(run, first)}`
  const ended = made.some(({plan}) => plan.hits === 'holders of the old value')
  const tail = ended ? '; who still holds the old value may be refused' : ''
  return `repaired: ${name}, ${made.map(({plan}) => plan.name).join(', then ')}${tail}`
}

/** setSecret cannot have changed the target before the version that it set was there. Of other causes nobody knows when. */
function refusedFor(run: DoctorRun, {plan, before}: MadeRepair): string {
  const {pending} = before.facts
  const promoted = plan.calls.some(call => call.kind === 'move' && call.to === pending?.versionId)
  if (pending?.createdAt === undefined || !promoted) return ''
  return `; refused for ${ageUp(run.context.clock.now() - pending.createdAt)} at most`
}

function stillOpen({facts, findings}: Diagnosis): readonly RepairNote[] {
  const causes = findings.filter(finding => finding.isCause === true && finding.group === 'condition')
  const blocked = rotateBlockedBy(facts)
  return causes.map(cause => ({
    label: 'Still open',
    text:
      blocked !== undefined && cause.topic === 'function'
        ? `${cause.id}: no rotation is offered until the function has changed`
        : `${cause.id}: ${cause.message}`,
  }))
}

function notUndone({facts}: Diagnosis, made: readonly MadeRepair[]): readonly RepairNote[] {
  if (!made.some(movesCurrent) || authOf(facts.previous) !== 'no' || facts.previous === undefined) return []
  const text = `AWSPREVIOUS is ${facts.previous.versionId}, which the target rejects: rollback will refuse`
  return [{label: 'Not undone', text}]
}

/** A rotation that this run started and that did not end well has no finding of its own. */
function rotationNote(tried: ReadonlyMap<string, Tried>): readonly RepairNote[] {
  const rotation = tried.get('rotate')
  if (rotation === undefined) return []
  return [{label: 'Rotation', text: `${rotation.outcome}: ${rotation.because ?? 'it left the secret as it was'}`}]
}

/** While a step may run nothing is decided. */
function notOver({facts, decision}: Diagnosis): readonly RepairNote[] {
  if (decision.verdict !== 'wait' || facts.running.until === undefined) return []
  const until = new Date(facts.running.until).toISOString().slice(11, 19)
  return [{label: 'Not over', text: `${facts.running.why}; look again after ${until}Z`}]
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

function movesCurrent({plan}: MadeRepair): boolean {
  return plan.name === 'finish' || plan.name === 'restore previous'
}

/** One unit, rounded up: "at most" must hold. */
function ageUp(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / MINUTE_MS))
  if (minutes < 120) return `${minutes}m`
  const hours = Math.ceil(minutes / 60)
  return hours < 48 ? `${hours}h` : `${Math.ceil(hours / 24)}d`
}
