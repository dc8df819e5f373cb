import {EXIT, SecrotError} from '../errors.ts'
import type {WatchEnd} from '../history/watch/ends.ts'
import type {WatchActivity, WatchLine} from '../history/watch/lines.ts'
import type {Ask, Context} from './context.ts'
import type {Candidate, EarlierStart} from './rotate-candidates.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {startAndFollow, type RotateWatch} from './rotate-start.ts'
import {follow, type Followed} from './watch-follow.ts'
import {watchFunction} from './watch-function.ts'
import type {WatchListener} from './watch-run.ts'
import {watchSubject} from './watch-subject.ts'

/** What became of one secret of many. */
export type SecretOutcome =
  | {readonly kind: 'planned' | 'declined'}
  | {readonly kind: 'refused'; readonly error: SecrotError}
  /** Followed to a verdict, or left by Ctrl-C. */
  | {readonly kind: 'followed'; readonly followed: Followed; readonly tookMs: number}
  /** It could not be started, or nobody knows whether it was. */
  | {readonly kind: 'failed'; readonly error: SecrotError; readonly tookMs: number}
  /** The run ended at `after` before its turn came. */
  | {readonly kind: 'not-started'; readonly after: string}
  /** Ctrl-C came before its turn. */
  | {readonly kind: 'interrupted'}

/** What the one who shows a run over many wants to hear. */
export interface ManyListener {
  readonly onLine?: (candidate: Candidate, line: WatchLine) => void
  readonly onActivity?: (candidate: Candidate, activity: WatchActivity | undefined) => void
  readonly onOutcome: (candidate: Candidate, outcome: SecretOutcome) => void
}

export interface ManyWork {
  readonly watch: Omit<RotateWatch, 'listener' | 'stop'>
  readonly listener: ManyListener
}

/** An earlier run may have dated the start by a clock that was ahead of AWS's. */
const logLeadMs = 60_000

export function isGood(outcome: SecretOutcome): boolean {
  return outcome.kind === 'followed' && isGoodEnd(outcome.followed.end)
}

/** Ctrl-C came before it had ended. */
export function isInterrupted(outcome: SecretOutcome): boolean {
  if (outcome.kind === 'followed') return outcome.followed.end.kind === 'left'
  return outcome.kind === 'interrupted' || (outcome.kind === 'failed' && outcome.error.exit === EXIT.interrupted)
}

/** Starts or follows one secret, journals how it ended, and never throws what is about this secret alone. */
export function manyWork(context: Context, work: ManyWork): (candidate: Candidate) => Promise<SecretOutcome> {
  const shared = {...context, ask: askedOnce(context.ask)}
  return async candidate => {
    const beganAt = context.clock.now()
    const tookMs = (): number => context.clock.now() - beganAt
    try {
      const followed = await followOne(shared, candidate, work)
      await journalVerdict(context, arnOf(candidate), followed.end)
      return {kind: 'followed', followed, tookMs: durationOf(followed.end) ?? tookMs()}
    } catch (error) {
      if (!(error instanceof SecrotError)) throw error
      // Said before anything was sent; what may have been sent is another error.
      if (error.code === 'INTERRUPTED') return {kind: 'interrupted'}
      return {kind: 'failed', error, tookMs: tookMs()}
    }
  }
}

function followOne(context: Context, candidate: Candidate, {watch, listener}: ManyWork): Promise<Followed> {
  const {onLine, onActivity} = listener
  const own: WatchListener = {
    ...(onLine === undefined ? {} : {onLine: line => onLine(candidate, line)}),
    ...(onActivity === undefined ? {} : {onActivity: activity => onActivity(candidate, activity)}),
  }
  const wishes = {...watch, listener: own, stop: () => undefined}
  if (candidate.kind === 'ready') return startAndFollow(context, candidate.plan, wishes)
  if (candidate.kind === 'running') return followEarlier(context, candidate.secret, candidate.started, wishes)
  throw candidate.error
}

async function followEarlier(
  context: Context,
  secret: ResolvedSecret,
  {versionId, startedAt}: EarlierStart,
  wishes: RotateWatch,
): Promise<Followed> {
  const watched = await watchFunction(context, secret, wishes.functionProfile)
  const subject = watchSubject(context, secret, watched, {versionId, startedAt, startedHere: false}, wishes)
  return follow(context, {
    secret,
    subject,
    function: watched,
    logSince: startedAt - logLeadMs,
    first: [{kind: 'labels', at: context.clock.now(), description: secret.description}],
    ...(wishes.unhide === undefined ? {} : {unhide: wishes.unhide}),
    listener: wishes.listener,
  })
}

/** Credentials that were renewed are so for all that are followed: one Enter is enough. */
function askedOnce(ask: Ask): Ask {
  let pending: Promise<void> | undefined
  const pressEnter = (message: string): Promise<void> => {
    pending ??= ask.pressEnter(message).finally(() => {
      pending = undefined
    })
    return pending
  }
  return {
    interactive: ask.interactive,
    confirm: question => ask.confirm(question),
    choose: choice => ask.choose(choice),
    pressEnter,
  }
}

/** A verdict that cannot be written is said: the rotation has ended all the same. */
async function journalVerdict(context: Context, resource: string, end: WatchEnd): Promise<void> {
  const at = new Date(context.clock.now()).toISOString()
  const entry = {
    kind: 'verdict',
    at,
    resource,
    versionId: end.versionId,
    verdict: end.kind,
    good: isGoodEnd(end),
  } as const
  try {
    await context.journal.append(entry)
  } catch (error) {
    if (!(error instanceof SecrotError)) throw error
    context.progress.warn(`The verdict (${end.kind}) could not be journaled. ${error.message}`)
  }
}

function arnOf(candidate: Candidate): string {
  if (candidate.kind === 'ready') return candidate.plan.secret.arn
  return candidate.secret?.arn ?? candidate.name
}

function isGoodEnd(end: WatchEnd): boolean {
  return end.kind === 'succeeded' || (end.kind === 'tested' && end.passed)
}

function durationOf(end: WatchEnd): number | undefined {
  return end.kind === 'succeeded' ? end.tookMs : undefined
}
