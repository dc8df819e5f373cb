import {expect} from 'vitest'
import type {RotationEvent, RotationEventName} from '../../src/lib/history/events.ts'
import type {LogAnswer} from '../../src/lib/history/invocations.ts'
import type {LogRecord} from '../../src/lib/history/log-line.ts'
import {parseInvocations} from '../../src/lib/history/parse-invocations.ts'
import type {WatchEnd} from '../../src/lib/history/watch/ends.ts'
import type {WatchLine} from '../../src/lib/history/watch/lines.ts'
import {startOfWatch, type Observation, type WatchSubject} from '../../src/lib/history/watch/state.ts'
import {observe} from '../../src/lib/history/watch/watch.ts'
import {withIsoTimes} from '../../src/lib/output/views/watch-json.ts'
import {aSecret} from './a-secret.ts'
import {breachesOfRotation} from './json-schema.ts'

export const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`)

export interface Scripted {
  readonly name: string
  readonly versionId: string
  readonly current: string
  readonly startedAt: number
  readonly functionTimeoutMs: number
}

/** What a watcher sees of one rotation, said in a few words each. */
export function script({name, versionId, current, startedAt, functionTimeoutMs}: Scripted) {
  const arn = aSecret({name}).arn
  const records: LogRecord[] = []
  const events: RotationEvent[] = []
  const subject: WatchSubject = {
    arn,
    name,
    versionId,
    startedAt,
    startedHere: true,
    currentBefore: current,
    functionTimeoutMs,
    settleMs: 4 * functionTimeoutMs + 5 * 60_000,
    deadlineAt: startedAt + 30 * 60_000,
    timeoutMs: 30 * 60_000,
    failFast: false,
  }
  return {
    subject,
    /** DescribeSecret: AWSPENDING on the version, or with `current` moved to it. */
    labels(readAt: number, changedAt: number, wanted: Parameters<typeof aSecret>[0] = {}): Observation {
      const description = aSecret({name, current, pending: versionId, lastChangedAt: changedAt, ...wanted})
      return {kind: 'labels', at: readAt, description}
    },
    /** The environment of an invocation that has not started yet. */
    init(initAt: number): void {
      records.push({
        stream: 's',
        at: initAt,
        message: 'INIT_START Runtime Version: nodejs:24.v1\tRuntime Version ARN: x',
      })
    },
    /** An invocation that started, with what the function wrote. */
    start(n: number, startAt: number, ...own: readonly string[]): void {
      const requestId = requestOf(n)
      const messages = [`START RequestId: ${requestId} Version: $LATEST`, ...own]
      records.push(...messages.map(message => ({stream: 's', at: startAt, message})))
    },
    /** Its end. */
    report(n: number, endAt: number, ms: number, ...own: readonly string[]): void {
      const requestId = requestOf(n)
      const numbers = `Duration: ${ms}.00 ms\tBilled Duration: ${ms} ms\tMemory Size: 128 MB\tMax Memory Used: 71 MB\t`
      const messages = [...own, `END RequestId: ${requestId}`, `REPORT RequestId: ${requestId}\t${numbers}`]
      records.push(...messages.map(message => ({stream: 's', at: endAt, message})))
    },
    /** The log as far as it was written. */
    log(readAt: number, answer: Partial<LogAnswer & {kind: 'read'}> = {}): Observation {
      const written = records.filter(record => record.at <= readAt)
      const invocations = parseInvocations(written, {secretArn: arn, versionId, servesOnlyThis: true})
      const read = {kind: 'read', since: 0, readAt, invocations, platformLines: true, cutOff: false, ...answer} as const
      return {kind: 'log', at: readAt, alone: true, answer: read}
    },
    /** An event that can be looked up from now on. */
    happened(name: RotationEventName, eventAt: number, more: Partial<RotationEvent> = {}): void {
      events.push({eventId: `${name} ${eventAt}`, name, at: eventAt, secretId: arn, versionId, ...more})
    },
    look(readAt: number, ...names: readonly RotationEventName[]): Observation {
      const found = events.filter(event => names.includes(event.name) && event.at <= readAt)
      return {kind: 'events', at: readAt, names, answer: {kind: 'read', since: 0, readAt, events: found}}
    },
  }
}

const requestOf = (n: number): string => `0b5c77e1-0000-4000-8000-${String(n).padStart(12, '0')}`

/** Plays batches of observations to the first verdict. What is told must be as the schema says. */
export function play(
  subject: WatchSubject,
  batches: readonly (readonly Observation[])[],
): {lines: readonly WatchLine[]; end: WatchEnd | undefined; batches: number} {
  let state = startOfWatch(subject, subject.startedAt)
  const lines: WatchLine[] = []
  for (const [index, batch] of batches.entries()) {
    const watched = observe(state, batch)
    state = watched.state
    lines.push(...watched.lines)
    for (const line of watched.lines) expectAsDocumented('line', line)
    if (watched.end !== undefined) expectAsDocumented('end', watched.end)
    if (watched.end !== undefined) return {lines, end: watched.end, batches: index + 1}
  }
  return {lines, end: undefined, batches: batches.length}
}

/** As `--json` would say it. */
export function expectAsDocumented(part: 'end' | 'line', told: WatchLine | WatchEnd): void {
  const json: unknown = JSON.parse(JSON.stringify(withIsoTimes(told)))
  expect(breachesOfRotation(part, json)).toEqual([])
}
