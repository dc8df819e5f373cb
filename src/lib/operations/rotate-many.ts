import {EXIT, SecrotError} from '../errors.ts'
import {appendToDead} from '../journal/dead-run.ts'
import type {BatchSecret, JournalEntry} from '../journal/journal.ts'
import type {Context} from './context.ts'
import {functionRoomsActions} from './function-rooms.ts'
import {inTurns} from './in-turns.ts'
import {rotationCandidates, type Candidate} from './rotate-candidates.ts'
import {isGood, isInterrupted, manyWork, type ManyListener, type SecretOutcome} from './rotate-many-work.ts'
import type {RecordedRotation} from './rotate-recorded.ts'
import {listedSecrets, type ListedWishes} from './rotate-listed.ts'
import {rehearsalOfSecret, sayRehearsal} from './rehearsal.ts'
import {rotateActions} from './rotate.ts'
import type {RotateWatch} from './rotate-start.ts'

export const rotateManyActions = [...rotateActions, ...functionRoomsActions] as const

/** Which secrets: named, found by AWS, or what a recorded run had left. */
export type ManySource =
  | {readonly kind: 'named'; readonly secretIds: readonly string[]}
  | ({readonly kind: 'listed'} & ListedWishes)
  | {readonly kind: 'recorded'; readonly run: RecordedRotation; readonly stateFolder: string}

export interface RotateManyOptions {
  readonly source: ManySource
  readonly yes: boolean
  readonly dryRun: boolean
  /** Rotations under way at the same time, once the first has gone well. */
  readonly concurrency: number
  /** Goes on after a failure. */
  readonly keepGoing: boolean
  readonly watch: Omit<RotateWatch, 'listener' | 'stop'>
  readonly listener: ManyListener
  /** The whole list, before anything is asked or sent. */
  readonly onList: (list: ManyList) => void
}

export interface ManyList {
  readonly candidates: readonly Candidate[]
  /** Rotated by the run that this one goes on with. */
  readonly earlier: readonly BatchSecret[]
  readonly concurrency: number
  readonly keepGoing: boolean
}

export interface RotateManyResult extends ManyList {
  /** `nothing`: there was nothing to start or to follow. */
  readonly outcome: 'planned' | 'declined' | 'nothing' | 'ended' | 'stopped' | 'interrupted'
  /** What became of each candidate, in their order. */
  readonly outcomes: readonly SecretOutcome[]
  readonly runId?: string
  readonly resumes?: string
}

/**
 * Rotates many secrets: looks at all of them, shows the list, asks once, then one first and the others as many at a time
 * as is wished and their function's reserved concurrency lets. Each is followed to its verdict, without which nobody knows
 * whether to go on. Ends at the first that does not end well, unless `keepGoing`; what is under way then is still followed.
 * What concerns one secret is its outcome and not thrown.
 */
export async function rotateMany(context: Context, options: RotateManyOptions): Promise<RotateManyResult> {
  const {source, concurrency, keepGoing} = options
  const recorded = source.kind === 'recorded' ? source.run : undefined
  const candidates = await candidatesOf(context, options)
  const list = {candidates, earlier: recorded?.good ?? [], concurrency, keepGoing}
  options.onList(list)
  const resumes = recorded === undefined ? {} : {resumes: recorded.runId}
  const untouched = (kind: 'planned' | 'declined' | 'nothing'): RotateManyResult => {
    return {...list, ...resumes, outcome: kind, outcomes: candidates.map(one => untouchedOutcome(one, kind))}
  }
  const work = candidates.filter(one => one.kind !== 'refused')
  await sayRehearsals(context, work, options.watch.functionProfile)
  if (options.dryRun) return untouched('planned')
  if (work.length === 0) {
    if (candidates.length === 0) await endRecorded(context, source)
    return untouched('nothing')
  }
  const answer = options.yes ? true : undefined
  if (!(await context.ask.confirm({message: question(work), answeredBy: '--yes', answer}))) return untouched('declined')
  context.signal.throwIfAborted()
  await journalBatch(context, candidates)
  await endRecorded(context, source)
  const outcomes = await workThrough(context, work, options, list.earlier.length > 0)
  const {runId} = context.journal
  return {
    ...list,
    ...resumes,
    ...(runId === undefined ? {} : {runId}),
    outcome: endOf([...outcomes.values()]),
    outcomes: candidates.map(one => outcomes.get(one) ?? untouchedOutcome(one, 'nothing')),
  }
}

function candidatesOf(context: Context, {source, watch}: RotateManyOptions): Promise<readonly Candidate[]> {
  const {functionProfile} = watch
  if (source.kind === 'named') return rotationCandidates(context, source.secretIds, {functionProfile})
  if (source.kind === 'recorded')
    return rotationCandidates(context, source.run.rest, {functionProfile, started: source.run.started})
  return listedSecrets(context, source).then(arns => rotationCandidates(context, arns, {functionProfile}))
}

function question(work: readonly Candidate[]): string {
  const starts = work.filter(one => one.kind === 'ready').length
  const follows = work.length - starts
  const followed = `Follow ${follows} rotation${follows === 1 ? '' : 's'} under way`
  if (starts === 0) return `${followed}?`
  const started = `${starts} rotation${starts === 1 ? '' : 's'}`
  return follows === 0 ? `Start ${started}?` : `${followed} and start ${started}?`
}

/** Of each function that is to be started, once. */
async function sayRehearsals(
  context: Context,
  work: readonly Candidate[],
  functionProfile: string | undefined,
): Promise<void> {
  const said = new Set<string | undefined>()
  for (const one of work) {
    if (one.kind !== 'ready') continue
    const {secret, functionName} = one.plan
    const arn = secret.description.rotationFunctionArn
    if (said.has(arn)) continue
    said.add(arn)
    sayRehearsal(context, functionName, await rehearsalOfSecret(context, secret, functionProfile))
  }
}

/**
 * What is under way already is followed first and all at once; then one first, unless one has gone well before. After
 * Ctrl-C each that is left has its turn and ends at once: nothing is sent any more, and what runs is said to be left.
 */
async function workThrough(
  context: Context,
  work: readonly Candidate[],
  options: RotateManyOptions,
  oneWentWell: boolean,
): Promise<ReadonlyMap<Candidate, SecretOutcome>> {
  const outcomes = new Map<Candidate, SecretOutcome>()
  const rotateOne = manyWork(context, options)
  let stop: string | undefined
  const one = async (candidate: Candidate): Promise<void> => {
    const outcome = await rotateOne(candidate)
    outcomes.set(candidate, outcome)
    if (!isGood(outcome) && !isInterrupted(outcome) && !options.keepGoing) stop ??= candidate.name
    options.listener.onOutcome(candidate, outcome)
  }
  const mayGoOn = (): boolean => stop === undefined
  const running = work.filter(candidate => candidate.kind === 'running')
  await inTurns({
    items: running,
    concurrency: mostAtOnce,
    firstAlone: false,
    room: () => undefined,
    mayGoOn: () => true,
    work: one,
  })
  const {concurrency} = options
  const firstAlone = !oneWentWell && ![...outcomes.values()].some(isGood)
  const items = work.filter(candidate => candidate.kind === 'ready')
  await inTurns({items, concurrency, firstAlone, room: roomOf, mayGoOn, work: one})
  for (const candidate of work)
    if (stop !== undefined && !outcomes.has(candidate)) outcomes.set(candidate, {kind: 'not-started', after: stop})
  return outcomes
}

/** CloudTrail answers two look-ups a second (quotas of LookupEvents), and each rotation that is followed asks every 10 s. */
export const mostAtOnce = 20

function roomOf(candidate: Candidate): {readonly key: string; readonly limit: number} | undefined {
  if (candidate.kind !== 'ready' || candidate.room.kind === 'free') return undefined
  const {room} = candidate
  return {key: room.functionArn, limit: room.kind === 'known' ? room.reserved : 1}
}

function untouchedOutcome(one: Candidate, kind: 'planned' | 'declined' | 'nothing'): SecretOutcome {
  if (one.kind === 'refused') return {kind: 'refused', error: one.error}
  return kind === 'planned' ? {kind: 'planned'} : {kind: 'declined'}
}

function endOf(outcomes: readonly SecretOutcome[]): RotateManyResult['outcome'] {
  if (outcomes.some(isInterrupted)) return 'interrupted'
  return outcomes.some(({kind}) => kind === 'not-started') ? 'stopped' : 'ended'
}

async function journalBatch(context: Context, candidates: readonly Candidate[]): Promise<void> {
  const secrets = candidates.flatMap((one): readonly BatchSecret[] => {
    if (one.kind === 'ready') return [{arn: one.plan.secret.arn, name: one.name}]
    if (one.kind === 'refused') return one.secret === undefined ? [] : [{arn: one.secret.arn, name: one.name}]
    const {versionId, startedAt} = one.started
    return [{arn: one.secret.arn, name: one.name, versionId, startedAt: new Date(startedAt).toISOString()}]
  })
  const entry: JournalEntry = {kind: 'batch', at: new Date(context.clock.now()).toISOString(), secrets}
  await context.journal.append(entry)
}

/** A run that died is not offered any more: this one has its list. */
async function endRecorded(context: Context, source: ManySource): Promise<void> {
  if (source.kind !== 'recorded' || source.run.state !== 'interrupted') return
  const {run, stateFolder} = source
  const at = new Date(context.clock.now()).toISOString()
  try {
    await appendToDead(stateFolder, run.runId, [{kind: 'end', at, exitCode: EXIT.interrupted, by: 'resume'}])
  } catch (error) {
    if (!(error instanceof SecrotError)) throw error
    context.progress.warn(`That run ${run.runId} was resumed could not be noted in its file. ${error.message}`)
  }
}
