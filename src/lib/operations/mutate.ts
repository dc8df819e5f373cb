import {callerText, parseArn} from '../arn.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {Journal} from '../journal/journal.ts'
import type {Context, Question} from './context.ts'
import type {Hits, Mutation} from './mutation.ts'

/** What the door itself may call: whose change it is, for the journal and for the eyes. */
export const mutateActions = ['sts:GetCallerIdentity'] as const

export interface MutateOptions {
  /** Stop after showing. Absent: false. */
  readonly dryRun?: boolean
  /** The caller has shown it already, in its own words. Absent: false, and `mutationLines` are printed. */
  readonly shown?: boolean
  /** A question between showing and acting. Absent: none is needed any more. */
  readonly ask?: Question
}

/** How a change went. Definite refusals and stale plans are thrown. */
export type MutateOutcome<Result> =
  | {readonly kind: 'done'; readonly result: Result; readonly at: number}
  /** The reply was lost: AWS may or may not have made the change. Read the state again before anything else. */
  | {readonly kind: 'unknown'; readonly error: SecrotError}
  /** --dry-run. */
  | {readonly kind: 'planned'}
  /** Somebody said no; nothing was changed. */
  | {readonly kind: 'declined'}

/**
 * The one door for changes to AWS: shows the mutation, asks, journals the intent and waits for the disk, reads the
 * fingerprint again, sends, journals the outcome. May be used for many secrets at once.
 *
 * Throws STATE_CHANGED (exit 3) when the state is no longer what was planned for, JOURNAL_NOT_WRITABLE (exit 1) when the
 * intent cannot be written, and what AWS refuses with; in the first two cases nothing was sent.
 */
export async function mutate<Result>(
  context: Context,
  mutation: Mutation<Result>,
  options: MutateOptions = {},
): Promise<MutateOutcome<Result>> {
  if (options.shown !== true) for (const line of await mutationLines(context, mutation)) context.progress.line(line)
  if (options.dryRun === true) return {kind: 'planned'}
  if (options.ask !== undefined && !(await context.ask.confirm(options.ask))) return {kind: 'declined'}
  context.signal.throwIfAborted()

  const {journal} = context
  const id = nextId(journal)
  await journal.append({
    kind: 'intent',
    id,
    at: nowIso(context),
    action: mutation.action,
    resource: mutation.resource,
    request: mutation.request,
    fingerprint: mutation.fingerprint,
    undo: mutation.undo.kind === 'commands' ? mutation.undo.commands : [],
    ...(mutation.before === undefined ? {} : {before: mutation.before}),
    ...(mutation.undo.kind === 'none' ? {noUndoBecause: mutation.undo.because} : {}),
    ...(mutation.following === undefined || mutation.following.length === 0 ? {} : {following: mutation.following}),
    ...(mutation.labelsBefore === undefined ? {} : {labelsBefore: mutation.labelsBefore}),
    ...(mutation.rotationBefore === undefined ? {} : {rotationBefore: mutation.rotationBefore}),
    ...(mutation.attested === undefined ? {} : {attested: mutation.attested}),
  })
  const note = noter(context, id)
  await checkFingerprint(mutation, note)
  return send(context, mutation, note)
}

type Note = (outcome: 'done' | 'failed' | 'unknown' | 'stale', error?: string) => Promise<void>

/** An outcome that cannot be written any more is said and not thrown: the change itself was made or refused. */
function noter(context: Context, id: number): Note {
  return async (outcome, error) => {
    const entry = {kind: 'outcome', id, at: nowIso(context), outcome} as const
    try {
      await context.journal.append(error === undefined ? entry : {...entry, error})
    } catch (failure) {
      if (!(failure instanceof SecrotError)) throw failure
      context.progress.warn(`The outcome of this change (${outcome}) could not be journaled. ${failure.message}`)
    }
  }
}

async function checkFingerprint(mutation: Mutation, note: Note): Promise<void> {
  let found: string
  try {
    found = await mutation.readFingerprint()
  } catch (error) {
    await note('failed', `not sent: ${codeOf(error)}`)
    throw error
  }
  if (found === mutation.fingerprint) return
  await note('stale')
  const what = mutation.describeChange?.(found) ?? `${mutation.resource} is no longer as it was planned for`
  throw new SecrotError({
    code: 'STATE_CHANGED',
    message: `${what}. Nothing was done.`,
    hint: 'Run the same command again: it plans for the state as it is now.',
    exit: EXIT.unsafe,
  })
}

async function send<Result>(context: Context, mutation: Mutation<Result>, note: Note): Promise<MutateOutcome<Result>> {
  try {
    const result = await mutation.send(context.mutations(mutation.scope))
    await note('done')
    return {kind: 'done', result, at: context.clock.now()}
  } catch (error) {
    const lost = replyWasLost(error)
    await note(lost ? 'unknown' : 'failed', codeOf(error))
    if (lost && error instanceof SecrotError) return {kind: 'unknown', error}
    throw error
  }
}

/** No answer, an unreadable one, or a server error: AWS may have acted. Whatever is not an AWS refusal may also have come after the call. */
function replyWasLost(error: unknown): boolean {
  if (!(error instanceof SecrotError)) return true
  return ['UNREACHABLE', 'UNREADABLE_ANSWER', 'AWS_FAILED'].includes(error.code)
}

/** A mutation in words, for the eyes before it runs: what, where and as whom, whom it hits, how to take it back, the `aws` command. */
export async function mutationLines(context: Context, mutation: Mutation): Promise<readonly string[]> {
  const {scope, resource, summary, undo} = mutation
  const caller = await context.caller(scope)
  const where = [parseArn(resource)?.accountId || caller.accountId, scope.region, callerText(caller.arn)]
  const endpoint = scope.endpointsText ?? scope.endpointUrl
  if (endpoint !== undefined) where.push(endpoint)
  return [
    `${summary} · ${where.join(' · ')}`,
    `  does  ${mutation.action} on ${resource}`,
    `  hits  ${hitsText[mutation.hits]}`,
    ...(undo.kind === 'none' ? [`  undo  none: ${undo.because}`] : undo.commands.map(command => `  undo  ${command}`)),
    `  aws   ${mutation.aws}`,
  ]
}

/** Whom a change hits, in words. */
export const hitsText: Readonly<Record<Hits, string>> = {
  nobody: 'nobody',
  'new readers': 'who reads from now on',
  'holders of the old value': 'who still holds the old value',
  'the whole VPC':
    'everybody in the VPC who asks Secrets Manager: it is reached that way from then on, by who is let in',
}

const lastIds = new WeakMap<Journal, number>()

/** Intents are numbered within their run. */
function nextId(journal: Journal): number {
  const id = (lastIds.get(journal) ?? 0) + 1
  lastIds.set(journal, id)
  return id
}

function codeOf(error: unknown): string {
  if (error instanceof SecrotError) return error.code
  return error instanceof Error ? error.name : 'UNEXPECTED'
}

function nowIso(context: Context): string {
  return new Date(context.clock.now()).toISOString()
}
