import {runtimeMajorOf, type RehearsalRecord} from '../../rehearse/record.ts'
import type {RehearsalReport} from '../../rehearse/report.ts'
import type {Subject} from '../../rehearse/subject.ts'
import {saveRecord} from '../../records/store.ts'

interface Rehearsed {
  readonly report: RehearsalReport
  readonly subject: Subject
  readonly rehearsedAt: number
  /** Of secrot. */
  readonly version: string
}

/** Keeps what a whole rehearsal told, for `doctor`, `step` and others. Throws RECORDS_NOT_WRITABLE (exit 1). */
export async function keepRecord(stateFolder: string, rehearsed: Rehearsed): Promise<RehearsalRecord> {
  const record = recordOf(rehearsed)
  await saveRecord(stateFolder, record)
  return record
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
