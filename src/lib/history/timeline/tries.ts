import type {RotationEvent} from '../events.ts'
import type {TimelineInput} from './input.ts'

/** One rotation as AWS started it. A token that is tried again is the same one. */
export interface Try {
  /** Absent: it began before the events that were read. */
  readonly startedAt?: number
  readonly versionId?: string
  /** testSecret alone, with a copy of the value in use. */
  readonly test: boolean
}

/** Rotations in the order they began. Where no event tells, a version that was made just before an invocation does. */
export function triesOf(input: TimelineInput): readonly Try[] {
  const told = input.events.filter(isStart).toSorted((a, b) => a.at - b.at)
  if (told.length === 0) return input.eventsSince.has('RotationStarted') ? [] : triesByVersions(input)
  const first = told.filter(
    (event, index) => event.versionId === undefined || told.findIndex(other => isSame(other, event)) === index,
  )
  return first.map(({at, versionId, name}) => ({
    startedAt: at,
    test: name === 'TestRotationStarted',
    ...(versionId === undefined ? {} : {versionId}),
  }))
}

/** AWS may tell the start of each attempt. */
function isSame(a: RotationEvent, b: RotationEvent): boolean {
  return a.name === b.name && a.versionId === b.versionId
}

/** The newest rotation that had begun at a moment; undefined: it began before what was read. */
export function tryAt(tries: readonly Try[], at: number): Try | undefined {
  return tries.findLast(({startedAt}) => startedAt !== undefined && startedAt <= at)
}

function isStart({name}: RotationEvent): boolean {
  return name === 'RotationStarted' || name === 'TestRotationStarted'
}

/** AWS calls the function within seconds of making the version (aws-behaviour 3.2 is about the call, 3.1 about the version). */
const soonMs = 30_000

function triesByVersions({versions = [], invocations}: TimelineInput): readonly Try[] {
  return versions
    .flatMap(({versionId, createdAt}) =>
      createdAt === undefined ? [] : [{versionId, startedAt: createdAt, test: false}],
    )
    .filter(({startedAt}) =>
      invocations.some(
        found => found.startedAt !== undefined && found.startedAt >= startedAt && found.startedAt - startedAt <= soonMs,
      ),
    )
    .toSorted((a, b) => a.startedAt - b.startedAt)
}
