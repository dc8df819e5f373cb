import {EXIT, SecrotError} from '../errors.ts'
import type {Context} from './context.ts'
import {checkAccount} from './journal-resume.ts'
import type {RunStory} from './journal-story.ts'
import {mutateActions, mutationLines} from './mutate.ts'
import type {Mutation} from './mutation.ts'
import {settleActions} from './settle-change.ts'
import type {UndoPart} from './undo-part.ts'
import {planUndo, type PlannedPart, type UndoPlanOptions} from './undo-plan.ts'
import type {UndoSubject} from './undo-subject.ts'

export const undoActions = [
  ...mutateActions,
  ...settleActions,
  'secretsmanager:UpdateSecretVersionStage',
  'secretsmanager:RotateSecret',
  'secretsmanager:CancelRotateSecret',
  'lambda:AddPermission',
  'lambda:RemovePermission',
  'iam:UpdateAccessKey',
  'appsync:UpdateApiKey',
] as const

export interface UndoOptions extends UndoPlanOptions {
  /** Answers the question whether to undo the run. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  readonly dryRun: boolean
}

export interface UndoResult {
  readonly run: RunStory
  /** `already`: everything is as it was before the run. `nothing`: it changed nothing. */
  readonly outcome: 'planned' | 'declined' | 'undone' | 'already' | 'nothing'
  readonly parts: readonly UndoPart[]
  /** As shown, in the order in which they are sent. */
  readonly changes: readonly Mutation[]
}

/**
 * Takes a run back: labels, schedules, permissions and keys that were only disabled as they were before it, derived from those of today. What a fact
 * outside forbids is named and left. Throws UNDO_FORBIDDEN (exit 3) where nothing can be taken back, OTHER_ACCOUNT
 * (exit 3), STATE_CHANGED, and what AWS refuses with.
 */
export async function undo(context: Context, subject: UndoSubject, options: UndoOptions): Promise<UndoResult> {
  const {run} = subject
  await checkAccount(context, run)
  const planned = await planUndo(context, subject, options)
  const parts = planned.map(({part}) => part)
  const acts = planned.filter(({part}) => part.kind === 'act')
  const changes = parts.flatMap(part => (part.kind === 'act' ? part.mutations : []))
  const end = (outcome: UndoResult['outcome']): UndoResult => ({run, outcome, parts, changes})
  if (acts.length === 0) refuseForbidden(run, parts)
  tellParts(context, parts)
  if (acts.length === 0) return end(parts.length === 0 ? 'nothing' : 'already')
  for (const mutation of changes) for (const line of await mutationLines(context, mutation)) context.progress.line(line)
  if (options.dryRun) return end('planned')
  if (!(await mayUndo(context, run, parts, options))) return end('declined')
  for (const [index, one] of acts.entries()) await carryOut(one, acts.slice(0, index))
  return end('undone')
}

function tellParts(context: Context, parts: readonly UndoPart[]): void {
  for (const part of parts) {
    if (part.kind === 'forbidden') context.progress.warn(`${part.resource} is left as it is: ${part.because}`)
    else for (const note of part.notes) context.progress.line(`  keeps ${note}`)
  }
}

/** The facts that forbid it, where nothing else is to be done. */
function refuseForbidden({runId}: RunStory, parts: readonly UndoPart[]): void {
  const reasons = parts.flatMap(part => (part.kind === 'forbidden' ? [`${part.resource}: ${part.because}`] : []))
  if (reasons.length === 0) return
  throw new SecrotError({
    code: 'UNDO_FORBIDDEN',
    message: `Run ${runId} is not taken back. ${reasons.join('. ')}. Nothing was done.`,
    hint: `What it did: secrot journal ${runId}`,
    exit: EXIT.unsafe,
  })
}

/** One question for the run; what hits readers or takes a permission away has one of its own. */
async function mayUndo(
  context: Context,
  {runId}: RunStory,
  parts: readonly UndoPart[],
  options: UndoOptions,
): Promise<boolean> {
  const questions = parts.flatMap(part => (part.kind === 'act' ? part.questions : []))
  for (const question of questions) if (!(await context.ask.confirm(question))) return false
  const answer = options.yes === true ? true : undefined
  return context.ask.confirm({message: `Undo run ${runId}?`, answeredBy: '--yes', answer})
}

/** A part whose secret was changed by an earlier one is planned again, and must come to the same. */
async function carryOut({part, again}: PlannedPart, earlier: readonly PlannedPart[]): Promise<void> {
  const touched = earlier.some(other => other.part.resource === part.resource)
  const now = touched ? await again() : part
  if (part.kind !== 'act') return
  if (now.kind === 'act' && requestsOf(now) === requestsOf(part)) return now.act()
  throw new SecrotError({
    code: 'STATE_CHANGED',
    message: `${part.resource} is no longer as it was planned for; the rest was not done.`,
    hint: 'Run the same command again: it plans for the state as it is now.',
    exit: EXIT.unsafe,
  })
}

function requestsOf(part: Extract<UndoPart, {kind: 'act'}>): string {
  return JSON.stringify(part.mutations.map(({action, request}) => [action, request]))
}
