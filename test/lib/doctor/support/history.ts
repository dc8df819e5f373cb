import {type Fact, known, type EventFacts, type LogFacts} from '../../../../src/lib/doctor/facts.ts'
import {rotationEventNames, type RotationEvent, type RotationEventName} from '../../../../src/lib/history/events.ts'
import type {FunctionFailure, Invocation} from '../../../../src/lib/history/invocations.ts'
import {ARN, DAY, MINUTE, NOW, PENDING} from './facts.ts'

export function anEvent(name: RotationEventName, change: Partial<RotationEvent> = {}): RotationEvent {
  return {eventId: `${name}-1`, name, at: NOW - 30 * MINUTE, secretId: ARN, versionId: PENDING, ...change}
}

export function withEvents(events: readonly RotationEvent[]): Fact<EventFacts> {
  return known({events, names: rotationEventNames, since: NOW - 60 * DAY, readAt: NOW})
}

/** One START … REPORT; `at` is its end, half an hour ago unless said. */
export function anInvocation(
  change: Partial<Omit<Invocation, 'failure'>> & {
    readonly at?: number
    readonly failure?: Pick<FunctionFailure, 'kind' | 'text'>
  } = {},
): Invocation {
  const {at = NOW - 30 * MINUTE, failure, ...rest} = change
  return {
    requestId: `request-${at}`,
    stream: 'stream',
    startedAt: at - (rest.durationMs ?? 100),
    endedAt: at,
    belongsToSecret: true,
    shown: [],
    hiddenCharacters: 0,
    ...rest,
    ...(failure === undefined ? {} : {failure: {...failure, at}}),
  }
}

export function withLog(invocations: readonly Invocation[]): Fact<LogFacts> {
  return known({invocations, platformLines: true, since: NOW - 60 * DAY, readAt: NOW})
}
