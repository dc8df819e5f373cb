import {EXIT, SecrotError} from '../errors.ts'
import {stillRun} from '../journal/dead-run.ts'
import {readableFolder} from '../journal/folder.ts'
import type {BatchSecret, JournalEntry} from '../journal/journal.ts'
import {type JournaledRun, listRuns, readRun} from '../journal/read.ts'
import type {EarlierStart} from './rotate-candidates.ts'

/** A run over many secrets, as its journal tells it. */
export interface RecordedRotation {
  readonly runId: string
  readonly state: JournaledRun['state']
  /** Rotated by that run: they are left alone. */
  readonly good: readonly BatchSecret[]
  /** ARNs of the others, in their order. */
  readonly rest: readonly string[]
  /** What of the rest was started, or may have been, and has not ended. */
  readonly started: ReadonlyMap<string, EarlierStart>
}

type Verdict = Extract<JournalEntry, {kind: 'verdict'}>

/** Ends after which a version is not followed any more. */
const overWithout: readonly string[] = ['abandoned', 'cancelled', 'failed', 'tested']

/**
 * Reads a run over many secrets. Throws RUN_GOES_ON and RUN_RESUMED (exit 3: another run has gone on with it), RUN_NOT_MANY
 * and RUN_ID_MALFORMED (exit 2), RUN_NOT_FOUND and JOURNAL_NOT_TRUSTED (exit 1).
 */
export async function recordedRotation(stateFolder: string, runId: string): Promise<RecordedRotation> {
  await readableFolder(stateFolder)
  const run = await stillRun(stateFolder, runId)
  const batch = run.entries.find(entry => entry.kind === 'batch')
  if (batch === undefined) {
    throw new SecrotError({
      code: 'RUN_NOT_MANY',
      message: `Run ${runId} is no rotation of many secrets.`,
      hint: `See what it did: secrot journal ${runId}`,
      exit: EXIT.usage,
    })
  }
  await checkNotResumed(stateFolder, runId)
  const verdicts = new Map<string, Verdict>()
  for (const entry of run.entries) if (entry.kind === 'verdict') verdicts.set(entry.resource, entry)
  const good = batch.secrets.filter(secret => verdicts.get(secret.arn)?.good === true)
  const rest = batch.secrets.filter(secret => !good.includes(secret))
  const started = rest.flatMap(secret => {
    const start = startOf(run, secret, verdicts.get(secret.arn))
    return start === undefined ? [] : [[secret.arn, start] as const]
  })
  return {runId, state: run.state, good, rest: rest.map(({arn}) => arn), started: new Map(started)}
}

/** Two runs that went on with the same one would both start what it had not started. */
async function checkNotResumed(stateFolder: string, runId: string): Promise<void> {
  const later = (await listRuns(stateFolder)).filter(other => other.slice(0, 15) >= runId.slice(0, 15))
  for (const other of later) {
    const {entries} = await readRun(stateFolder, other)
    const went = entries.some(entry => entry.kind === 'run' && entry.resumes === runId)
    if (!went || !entries.some(entry => entry.kind === 'batch')) continue
    throw new SecrotError({
      code: 'RUN_RESUMED',
      message: `Run ${other} has gone on with ${runId}.`,
      hint: `Resume that one: secrot rotate --resume ${other}`,
      exit: EXIT.unsafe,
    })
  }
}

function startOf(run: JournaledRun, secret: BatchSecret, verdict: Verdict | undefined): EarlierStart | undefined {
  if (verdict !== undefined && overWithout.includes(verdict.verdict)) return undefined
  const sent = run.changes.findLast(({intent}) => {
    return intent.resource === secret.arn && intent.action === 'secretsmanager:RotateSecret'
  })
  if (sent === undefined) {
    const {versionId, startedAt} = secret
    if (versionId === undefined) return undefined
    return {versionId, startedAt: Date.parse(startedAt ?? ''), sure: true}
  }
  const outcome = sent.outcome?.outcome ?? 'unknown'
  if (outcome === 'failed' || outcome === 'stale') return undefined
  const versionId = String(sent.intent.request['ClientRequestToken'])
  return {versionId, startedAt: Date.parse(sent.intent.at), sure: outcome === 'done' || verdict !== undefined}
}
