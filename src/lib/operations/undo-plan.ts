import type {Context} from './context.ts'
import type {ChangeStory} from './journal-story.ts'
import {settleChange} from './settle-change.ts'
import {isKeyChange, undoKey} from './undo-keys.ts'
import {undoLabels} from './undo-labels.ts'
import {forbidden, type UndoPart} from './undo-part.ts'
import {undoPermission} from './undo-permission.ts'
import {isScheduleChange, undoSchedule} from './undo-schedule.ts'
import {subjectOf, whyNot} from './undo-refused.ts'
import type {UndoSubject} from './undo-subject.ts'

export interface UndoPlanOptions {
  readonly functionProfile?: string | undefined
  readonly allow: readonly string[]
}

/** One part of the plan, and how it is planned again once another part has changed the same secret. */
export interface PlannedPart {
  readonly part: UndoPart
  readonly again: () => Promise<UndoPart>
}

/** What takes a run back, by secret and function: derived from the state as it is today and from what was recorded. */
export async function planUndo(
  context: Context,
  subject: UndoSubject,
  options: UndoPlanOptions,
): Promise<readonly PlannedPart[]> {
  const planned: PlannedPart[] = []
  for (const plan of await plansOf(context, subject, options)) planned.push({part: await plan(), again: plan})
  return planned
}

type Plan = () => Promise<UndoPart>

async function plansOf(context: Context, subject: UndoSubject, options: UndoPlanOptions): Promise<readonly Plan[]> {
  const plans: Plan[] = []
  const byResource = Map.groupBy(subject.changes, subjectOf)
  for (const [resource, all] of byResource) {
    const settled = await madeOf(context, all, options.functionProfile)
    const because = typeof settled === 'string' ? settled : whyNot(settled)
    if (typeof settled === 'string' || because !== undefined) {
      plans.push(() => Promise.resolve(forbidden(resource, because ?? '')))
      continue
    }
    const labels = settled.filter(({intent}) => intent.action === 'secretsmanager:UpdateSecretVersionStage')
    const schedule = settled.filter(change => isScheduleChange(change))
    const permission = settled.filter(({intent}) => intent.action.startsWith('lambda:'))
    // Labels go first: with AWSPENDING on a version that is not current AWS lets nobody switch a rotation on.
    if (labels.length > 0) plans.push(() => undoLabels(context, resource, labels, options.allow))
    if (schedule.length % 2 === 1) plans.push(() => undoSchedule(context, resource, schedule, subject))
    for (const change of newestOfEachKey(settled)) plans.push(() => undoKey(context, resource, change))
    if (permission.length > 0) plans.push(() => undoPermission(context, resource, permission, options))
  }
  return plans
}

/** The changes that AWS made; a sentence where nobody knows it of one of them. */
async function madeOf(
  context: Context,
  changes: readonly ChangeStory[],
  functionProfile: string | undefined,
): Promise<readonly ChangeStory[] | string> {
  const made: ChangeStory[] = []
  for (const change of changes) {
    if (change.end === 'failed' || change.end === 'stale') continue
    const isStep = change.intent.action === 'lambda:InvokeFunction'
    const settled =
      change.end === 'done' || isStep ? 'made' : await settleChange(context, change.intent, functionProfile)
    if (settled === 'unknown') return `nobody knows whether AWS made ${change.intent.action.replace(/^.*:/, '')}`
    if (settled === 'made') made.push(change)
  }
  return made
}

/** A run changes a key once; one that went on with it may have changed another key of the same user. */
function newestOfEachKey(changes: readonly ChangeStory[]): readonly ChangeStory[] {
  const byKey = Map.groupBy(changes.filter(isKeyChange), ({intent: {request}}) =>
    JSON.stringify(request['AccessKeyId'] ?? request['key']),
  )
  return [...byKey.values()].flatMap(all => all.slice(-1))
}
