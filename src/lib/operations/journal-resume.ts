import {EXIT, SecrotError} from '../errors.ts'
import {appendToDead} from '../journal/dead-run.ts'
import type {Context} from './context.ts'
import type {ChangeStory, RunStory} from './journal-story.ts'
import {type Settled, settleActions, settleChange} from './settle-change.ts'

export const resumeActions = ['sts:GetCallerIdentity', ...settleActions] as const

/** A change whose outcome nobody had written down, and what the state tells about it. */
export interface SettledChange {
  readonly change: ChangeStory
  readonly settled: Settled
}

/** How it goes on. */
export type Onward =
  /** The command is run again: it plans afresh from the state as it is. */
  | {readonly kind: 'again'}
  /** The rotation that was asked for has started: there is nothing more to send. */
  | {readonly kind: 'started'; readonly secretArn: string; readonly versionId: string}
  | {readonly kind: 'by hand'; readonly because: string}

export interface ResumePlan {
  readonly run: RunStory
  readonly settled: readonly SettledChange[]
  readonly onward: Onward
}

export interface ResumeOptions {
  /** How the command goes on after a crash. Absent: a person has to look first. */
  readonly afterCrash?: 'again' | 'again unless rotated' | undefined
  /** Profile for a function in another account, as the run was given it. */
  readonly functionProfile?: string | undefined
}

/**
 * Reads the state again and tells what became of the changes of an interrupted run, and how it goes on. Changes nothing.
 * Throws OTHER_ACCOUNT (exit 3) where the credentials are not of the account in which the run was made.
 */
export async function planResume(context: Context, run: RunStory, options: ResumeOptions): Promise<ResumePlan> {
  await checkAccount(context, run)
  const settled: SettledChange[] = []
  for (const change of run.changes.filter(({end}) => end === 'unknown'))
    settled.push({change, settled: await settleChange(context, change.intent, options.functionProfile)})
  return {run, settled, onward: onwardOf(run, settled, options)}
}

/** Throws OTHER_ACCOUNT (exit 3). A run whose file does not name its account is taken for one of this account. */
export async function checkAccount(context: Context, {runId, account}: RunStory): Promise<void> {
  if (account === undefined) return
  const caller = await context.caller()
  if (caller.accountId === account) return
  throw new SecrotError({
    code: 'OTHER_ACCOUNT',
    message: `Run ${runId} was made in account ${account}, and these credentials are of ${caller.accountId}.`,
    hint: `Name a profile of account ${account}: --profile NAME`,
    exit: EXIT.unsafe,
  })
}

/**
 * Writes into the run's file what became of its changes, after reading the state once more. Throws STATE_CHANGED (exit 3)
 * when it tells something else than the plan.
 */
export async function recordSettled(
  context: Context,
  stateFolder: string,
  {run, settled}: ResumePlan,
  {functionProfile}: ResumeOptions,
): Promise<void> {
  for (const {change, settled: told} of settled) {
    const now = await settleChange(context, change.intent, functionProfile)
    if (now !== told) throw stateChanged(change, told, now)
  }
  const at = new Date(context.clock.now()).toISOString()
  const outcomes = settled.map(({change, settled: told}) => {
    const base = {kind: 'outcome', id: change.intent.id, at, settled: true} as const
    if (told === 'not made') return {...base, outcome: 'failed', error: 'NOT_MADE'} as const
    return {...base, outcome: told === 'made' ? ('done' as const) : ('unknown' as const)}
  })
  await appendToDead(stateFolder, run.runId, outcomes)
}

/** Marks the run as ended: it has been gone on with, to its end. */
export async function endResumed(
  context: Context,
  stateFolder: string,
  runId: string,
  exitCode: number,
): Promise<void> {
  const at = new Date(context.clock.now()).toISOString()
  await appendToDead(stateFolder, runId, [{kind: 'end', at, exitCode, by: 'resume'}])
}

/** Throws RESUME_BY_HAND (exit 3) for a run whose command is not run again by itself. */
export function refuseByHand({run, onward}: ResumePlan): void {
  if (onward.kind !== 'by hand') return
  throw new SecrotError({
    code: 'RESUME_BY_HAND',
    message: `Run ${run.runId} is not gone on with by itself: ${onward.because}. Nothing was done.`,
    hint: run.many
      ? `Go on with the rest: secrot rotate --resume ${run.runId}`
      : `Look at what is there and do by hand what is missing, then: secrot journal close ${run.runId}`,
    exit: EXIT.unsafe,
  })
}

/** By the end of its id, or by the version that holds it; a label may be on another version by now. */
function namesCredential(argv: readonly string[]): boolean {
  const version = argv.find((word, at) => word.startsWith('--version-id=') || argv[at - 1] === '--version-id')
  if (version !== undefined && /^(--version-id=)?[0-9a-f]{4}/.test(version)) return true
  return argv.some(word => /^(--allow=)?retire:/.test(word))
}

function onwardOf(run: RunStory, settled: readonly SettledChange[], {afterCrash}: ResumeOptions): Onward {
  if (run.damaged.length > 0)
    return {kind: 'by hand', because: 'lines of its file cannot be read, so it may have sent more'}
  if (run.command === undefined) return {kind: 'by hand', because: 'its file does not tell which command it was'}
  if (afterCrash === undefined)
    return {kind: 'by hand', because: `${run.command.replaceAll(':', ' ')} does not plan afresh`}
  if (run.many) return {kind: 'by hand', because: `it rotates many secrets: secrot rotate --resume ${run.runId}`}
  // A rotation since makes another credential the previous one: only what was named is the same as then.
  if (run.command === 'retire' && run.changes.length > 0 && !namesCredential(run.argv))
    return {
      kind: 'by hand',
      because:
        'what AWSPREVIOUS holds may be another credential by now: secrot retire SECRET --version-id ID ends the one meant',
    }
  if (afterCrash === 'again') return {kind: 'again'}
  // The rotation may succeed yet, and only then the old credential is ended: that needs somebody who knows.
  if (run.argv.includes('--compromised') && run.command === 'rotate' && run.changes.length > 0)
    return {
      kind: 'by hand',
      because: 'once its rotation has succeeded, secrot retire SECRET --compromised ends the old one',
    }
  const rotations = run.changes.filter(({intent}) => intent.action === 'secretsmanager:RotateSecret')
  const started = rotations.filter(change => wasMade(change, settled))
  const [first] = started
  if (first === undefined) return {kind: 'again'}
  const versionId = first.intent.request['ClientRequestToken']
  if (started.length > 1 || typeof versionId !== 'string')
    return {kind: 'by hand', because: 'rotations of several secrets have started, and would be started once more'}
  return {kind: 'started', secretArn: first.intent.resource, versionId}
}

function wasMade(change: ChangeStory, settled: readonly SettledChange[]): boolean {
  const found = settled.find(other => other.change === change)
  return found === undefined ? change.end === 'done' : found.settled !== 'not made'
}

function stateChanged({intent}: ChangeStory, told: Settled, now: Settled): SecrotError {
  return new SecrotError({
    code: 'STATE_CHANGED',
    message: `${intent.action} was ${told} when it was looked at, and is ${now} now. Nothing was done.`,
    hint: 'Run the same command again: it looks at the state as it is now.',
    exit: EXIT.unsafe,
  })
}
