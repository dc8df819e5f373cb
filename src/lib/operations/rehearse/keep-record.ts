import {SecrotError} from '../../errors.ts'
import {runtimeMajorOf, type RehearsalRecord} from '../../rehearse/record.ts'
import type {RehearsalReport} from '../../rehearse/report.ts'
import type {Subject} from '../../rehearse/subject.ts'
import {keepingObstacle, saveRecord} from '../../records/store.ts'

interface Rehearsed {
  readonly report: RehearsalReport
  readonly subject: Subject
  readonly rehearsedAt: number
  /** Of secrot. */
  readonly version: string
}

/** Why no record could be kept, and what to do; undefined: nothing speaks against it. Keeps nothing. */
export async function recordObstacle(stateFolder: string): Promise<string | undefined> {
  const obstacle = await keepingObstacle(stateFolder)
  return obstacle === undefined ? undefined : `${obstacle.message} ${obstacle.hint ?? ''}`.trimEnd()
}

/**
 * Keeps what a whole rehearsal told, for `doctor`, `step` and others. Answers why none could be kept, which is no reason to
 * throw the report away.
 */
export async function keepRecord(stateFolder: string, rehearsed: Rehearsed): Promise<string | undefined> {
  try {
    await saveRecord(stateFolder, recordOf(rehearsed))
    return undefined
  } catch (error) {
    if (error instanceof SecrotError && error.code === 'RECORDS_NOT_WRITABLE') return error.message
    throw error
  }
}

/** What a whole rehearsal told, without a value and without a call. */
export function recordOf({report, subject, rehearsedAt, version}: Rehearsed): RehearsalRecord {
  const {step, worstMs, timeoutMs} = report.time
  return {
    schemaVersion: 1,
    key: {
      codeSha256: subject.codeSha256,
      handler: subject.handler,
      // A record is of what is deployed: a mapped runtime stands for the declared one only in the notes.
      runtimeMajor: runtimeMajorOf(subject.declaredRuntime ?? subject.runtime),
      layers: subject.layers,
      variables: Object.keys(subject.variables).toSorted(),
    },
    verdict: report.verdict,
    kind: report.handler.kind ?? 'rand',
    items: Object.fromEntries(report.items.map(({id, verdict}) => [id, verdict])),
    seed: report.seed,
    rehearsedAt: new Date(rehearsedAt).toISOString(),
    secrot: version,
    ...(step === null ? {} : {slowest: {step, worstMs, timeoutMs}}),
    calls: report.calls.made,
    policy: report.policy,
  }
}
