import type {RecordKey, RehearsalRecord} from '../../src/lib/rehearse/record.ts'

/** SHA-256 of nothing that is deployed anywhere. */
const codeSha256 = 'o5I+2lLmFJ0w3p3fQ4vWcZbC1l6Dk1q8Y0jV5bY2m3A='

export function aKey(change: Partial<RecordKey> = {}): RecordKey {
  return {codeSha256, handler: 'index.handler', runtimeMajor: 'nodejs24', layers: [], variables: [], ...change}
}

/** What testSecret must have passed so that its answer is the target's own, and so that it is safe to send. */
export const probeItems = {
  'test-exercises-pending': 'pass',
  'test-fails-on-rejected-value': 'pass',
  'test-changes-nothing': 'pass',
} as const

/** A usable function whose testSecret is a probe and safe; each test states what differs. */
export function aRecord(change: Partial<RehearsalRecord> = {}): RehearsalRecord {
  return {
    schemaVersion: 1,
    key: aKey(),
    verdict: 'usable',
    kind: 'rep',
    items: {...probeItems, 'no-fixed-sleep': 'fail'},
    seed: 7,
    rehearsedAt: '2026-11-20T09:30:00.000Z',
    secrot: '0.4.0',
    ...change,
  }
}
