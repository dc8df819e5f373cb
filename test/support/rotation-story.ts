import type {LogEvent, TrailEvent} from '../../src/lib/aws/gateways.ts'
import {rotationSteps, type RotationStep, type Staging} from '../../src/lib/rotation/secret.ts'

/** A number in [0, 1) each call; the same seed gives the same numbers (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface LabelsAt {
  readonly at: number
  readonly staging: Staging
  readonly enabled: boolean
  readonly rotatedAt?: number
}

/** What really happened, and when each trace of it can be seen. */
export interface Story {
  readonly seed: number
  readonly kind: StoryKind
  readonly startedAt: number
  readonly versionId: string
  readonly current: string
  readonly timeoutMs: number
  readonly saysStep: boolean
  readonly saysVersion: boolean
  readonly shared: boolean
  readonly warn: boolean
  readonly labels: readonly LabelsAt[]
  readonly log: readonly (LogEvent & {readonly visibleAt: number})[]
  readonly trail: readonly (TrailEvent & {readonly visibleAt: number})[]
  /** Every START of this rotation's function. */
  readonly starts: readonly {readonly at: number; readonly step: RotationStep; readonly attempt: number}[]
  readonly failures: readonly number[]
}

const kinds = ['success', 'fails', 'abandoned', 'cancelled', 'label-taken', 'replaced'] as const
export type StoryKind = (typeof kinds)[number]

const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/orders/db-Ab3dEf'
const second = 1000
const minute = 60 * second

/** One rotation as AWS, a function and people may make it; everything follows from the seed. */
export function storyOf(seed: number, startedAt: number): Story {
  const random = seeded(seed)
  const between = (from: number, to: number): number => Math.round(from + random() * (to - from))
  const chance = (share: number): boolean => random() < share
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const hex = (): string =>
    Math.floor(random() * 0xffffffff)
      .toString(16)
      .padStart(8, '0')
  const uuid = (): string => `${hex()}-0000-4000-8000-${hex()}0000`

  const kind = pick(kinds)
  const versionId = uuid()
  const current = uuid()
  const timeoutMs = pick([3, 10, 30, 60]) * second
  const shared = chance(0.3)
  const saysVersion = chance(0.6)
  const saysStep = chance(0.5)
  const json = chance(0.3)
  const warn = json && chance(0.2)
  const perAttempt = chance(0.7)
  const trailDelay = (): number => (chance(0.1) ? between(0, 15) * minute : between(1 * minute, 7 * minute))
  const logDelay = (): number => (chance(0.05) ? between(3, 12) * second : between(0, 2) * second)

  let at = startedAt
  let staging: Staging = new Map([
    [current, ['AWSCURRENT']],
    [versionId, ['AWSPENDING']],
  ])
  let enabled = true
  const labels: LabelsAt[] = [{at, staging, enabled}]
  const log: (LogEvent & {visibleAt: number})[] = []
  const trail: (TrailEvent & {visibleAt: number})[] = []
  const starts: {at: number; step: RotationStep; attempt: number}[] = []
  const failures: number[] = []

  const write = (stream: string, lineAt: number, message: string): void => {
    log.push({stream, at: lineAt, message, eventId: String(log.length), visibleAt: lineAt + logDelay()})
  }
  const event = (name: string, members: Record<string, unknown>): void => {
    const record = {
      eventType: 'AwsServiceEvent',
      additionalEventData: {SecretId: arn},
      requestID: `Rotation-${arn}-${versionId}`,
      ...members,
    }
    trail.push({eventId: `${name} ${trail.length}`, name, at, record, visibleAt: at + trailDelay()})
  }
  const api = (name: string, requestParameters: Record<string, unknown>): void =>
    event(name, {
      eventType: 'AwsApiCall',
      requestID: 'x',
      additionalEventData: undefined,
      requestParameters: {secretId: arn, ...requestParameters},
      responseElements: {arn},
    })

  const invoke = (step: RotationStep, attempt: number, fails: boolean): void => {
    at += between(50, 2000)
    const requestId = uuid()
    const timesOut = fails && chance(0.4)
    const ms = timesOut ? timeoutMs : between(50, Math.min(timeoutMs - 1, 8000))
    const stream = pick(['s1', 's2'])
    const said = [saysStep ? `${step}: begin` : '', saysVersion ? `version ${versionId}` : ''].filter(
      text => text !== '',
    )
    starts.push({at, step, attempt})
    const time = new Date(at).toISOString()
    const report = {durationMs: ms, billedDurationMs: ms, memorySizeMB: 128, maxMemoryUsedMB: 60}
    if (json) {
      if (!warn) write(stream, at, JSON.stringify({time, type: 'platform.start', record: {requestId}}))
      if (!warn)
        for (const message of said)
          write(stream, at + 1, JSON.stringify({timestamp: time, level: 'INFO', requestId, message}))
      at += ms
      const message = {errorType: 'ValueError', errorMessage: 'x', stackTrace: ['a']}
      if (fails && !timesOut)
        write(stream, at - 1, JSON.stringify({timestamp: time, level: 'ERROR', requestId, message}))
      const status = timesOut ? 'timeout' : fails ? 'error' : 'success'
      if (!warn)
        write(stream, at, JSON.stringify({time, type: 'platform.report', record: {requestId, status, metrics: report}}))
    } else {
      write(stream, at, `START RequestId: ${requestId} Version: $LATEST\n`)
      for (const message of said) write(stream, at + 1, `${time}\t${requestId}\tINFO\t${message}\n`)
      at += ms
      const thrown = JSON.stringify({errorType: 'AssertionError', errorMessage: 'x', stack: []})
      if (timesOut) write(stream, at, `${time} ${requestId} Task timed out after ${(ms / 1000).toFixed(2)} seconds\n\n`)
      else if (fails) write(stream, at - 1, `${time}\t${requestId}\tERROR\tInvoke Error \t${thrown}\n`)
      write(stream, at, `END RequestId: ${requestId}\n`)
      write(
        stream,
        at,
        `REPORT RequestId: ${requestId}\tDuration: ${ms}.00 ms\tBilled Duration: ${ms} ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t\n`,
      )
    }
    if (fails) failures.push(at)
  }
  const set = (next: Staging, more: {rotatedAt?: number} = {}): void => {
    staging = next
    labels.push({at, staging, enabled, ...more})
  }
  const promote = (): void => {
    set(
      new Map([
        [current, ['AWSPREVIOUS']],
        [versionId, ['AWSCURRENT', 'AWSPENDING']],
      ]),
      {rotatedAt: at},
    )
  }

  event('RotationStarted', {})
  const attempts =
    kind === 'fails' ? between(1, 4) : kind === 'success' || kind === 'replaced' ? between(1, 3) : between(0, 2)
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const last = attempt === attempts && (kind === 'success' || kind === 'replaced')
    const failing = last ? undefined : pick(rotationSteps)
    for (const step of rotationSteps) {
      const fails = step === failing
      invoke(step, attempt, fails)
      // LastChangedDate moves with every write.
      if (step === 'createSecret' && !fails && attempt === 1) labels.push({at: at - 1, staging, enabled})
      if (fails) break
      if (step === 'finishSecret') promote()
    }
    if (failing === undefined) break
    if (perAttempt || attempt === attempts) {
      at += between(0, 1500)
      event('RotationFailed', {errorMessage: `Error when executing lambda arn:f during ${failing} step`})
    }
    if (attempt < attempts) at += between(5 * second, chance(0.2) ? 14 * minute : 4 * minute)
  }
  const other = uuid()
  if (kind === 'success') event('RotationSucceeded', {})
  if (kind === 'replaced') {
    event('RotationSucceeded', {})
    at += chance(0.5) ? between(0, 3000) : between(0, 5 * minute)
    // Replaced once or twice: the version is AWSPREVIOUS, or without a label.
    set(
      new Map([
        [versionId, ['AWSPREVIOUS']],
        [other, ['AWSCURRENT']],
      ]),
    )
    api('PutSecretValue', {clientRequestToken: other})
    if (chance(0.5)) {
      at += between(100, 3000)
      const newest = uuid()
      set(
        new Map([
          [other, ['AWSPREVIOUS']],
          [newest, ['AWSCURRENT']],
        ]),
      )
      api('PutSecretValue', {clientRequestToken: newest})
    }
  }
  if (kind === 'abandoned') {
    at += between(0, 3 * minute)
    set(
      new Map([
        [current, ['AWSPREVIOUS']],
        [other, ['AWSCURRENT']],
      ]),
    )
    api('PutSecretValue', {clientRequestToken: other})
    event('RotationAbandoned', {})
  }
  if (kind === 'label-taken') {
    at += between(0, 3 * minute)
    set(new Map([[current, ['AWSCURRENT']]]))
    api('UpdateSecretVersionStage', {versionStage: 'AWSPENDING', removeFromVersionId: versionId})
  }
  if (kind === 'cancelled') {
    at += between(0, 3 * minute)
    enabled = false
    set(chance(0.5) ? staging : new Map([[current, ['AWSCURRENT']]]))
    api('CancelRotateSecret', {})
    if (chance(0.3)) invoke('finishSecret', attempts + 1, true)
  }
  if (shared) noise(log, startedAt, at, between, uuid, logDelay)
  return {
    seed,
    kind,
    startedAt,
    versionId,
    current,
    timeoutMs,
    saysStep,
    saysVersion,
    shared,
    warn,
    labels,
    log,
    trail,
    starts,
    failures,
  }
}

/** Invocations of the same function for other secrets. */
function noise(
  log: (LogEvent & {visibleAt: number})[],
  from: number,
  to: number,
  between: (from: number, to: number) => number,
  uuid: () => string,
  logDelay: () => number,
): void {
  for (let count = between(0, 4); count > 0; count -= 1) {
    const at = between(from, to + 5 * minute)
    const id = uuid()
    const lines = [
      `START RequestId: ${id} Version: 1`,
      `END RequestId: ${id}`,
      `REPORT RequestId: ${id}\tDuration: 5.00 ms\t`,
    ]
    for (const [index, message] of lines.entries()) {
      const lineAt = at + index * 5
      log.push({stream: 'other', at: lineAt, message, eventId: `n${log.length}`, visibleAt: lineAt + logDelay()})
    }
  }
}
