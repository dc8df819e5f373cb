import type {Version} from '../../rotation/secret.ts'
import type {RotationEvent} from '../events.ts'
import type {Invocation} from '../invocations.ts'
import {present} from '../records.ts'
import type {TimelineInput} from './input.ts'
import type {EventLine, LogTextLine, TimelineLine, VersionLine} from './lines.ts'
import {type Problem, problemsOf} from './problems.ts'
import {maybeOtherLines, stepLines} from './steps.ts'
import {triesOf} from './tries.ts'
import {whoOf} from './who.ts'

export interface Timeline {
  /** Newest first. */
  readonly problems: readonly Problem[]
  /** Oldest first. */
  readonly lines: readonly TimelineLine[]
}

/** Three sources as one timeline: what went wrong, and what happened. */
export function timelineOf(input: TimelineInput): Timeline {
  const tries = triesOf(input)
  const steps = stepLines(input, tries)
  const lines = [
    ...input.events.map(event => eventLine(event, input.functionRoleArn)),
    ...steps,
    ...maybeOtherLines(input),
    ...input.invocations.filter(found => found.belongsToSecret).flatMap(logTexts),
    ...(input.versions ?? []).flatMap(versionLines),
  ]
  return {
    problems: problemsOf(input, tries, steps),
    lines: inOrder(lines.filter(({at}) => at >= input.since)),
  }
}

/** An event as a line of the timeline. */
export function eventLine(event: RotationEvent, functionRoleArn: string | undefined): EventLine {
  const {eventId, name, at, versionId, step, label, removedFrom, movedTo, labels, tagKeys, errorCode} = event
  const move = label === undefined ? undefined : {label, ...present({from: removedFrom, to: movedTo})}
  const who = whoOf(event, functionRoleArn)
  return {
    kind: 'event',
    source: 'trail',
    at,
    eventId,
    name,
    who,
    ...present({versionId, step, move, labels, tagKeys, errorCode}),
  }
}

/**
 * By time. Events have whole seconds; within one they come as one leads to the other: the call that starts a rotation, its
 * event, the version, other calls, what the log has of that second, and the event that ends it.
 */
export function inOrder(lines: readonly TimelineLine[]): readonly TimelineLine[] {
  const second = ({at}: TimelineLine): number => Math.floor(at / 1000)
  return lines.toSorted((a, b) => second(a) - second(b) || rank(a) - rank(b) || a.at - b.at)
}

const endings = /^(?:Test)?Rotation(?:Succeeded|Failed|Abandoned)$/

function rank(line: TimelineLine): number {
  if (line.source === 'log') return 4
  if (line.source === 'labels') return 2
  if (endings.test(line.name)) return 5
  if (line.name === 'CreateSecret') return -1
  if (line.name === 'RotateSecret') return 0
  return line.who.kind === 'aws' ? 1 : 3
}

function versionLines({versionId, createdAt, labels}: Version): readonly VersionLine[] {
  if (createdAt === undefined) return []
  return [{kind: 'version', source: 'labels', at: createdAt, versionId, labels}]
}

/** The function's own lines; present only where --show-logs asked for them. */
export function logTexts({requestId, ownText, shown}: Invocation): readonly LogTextLine[] {
  if (ownText === undefined) return []
  const own = ownText.map(({at, text}) => ({
    kind: 'log' as const,
    source: 'log' as const,
    at,
    requestId,
    own: true,
    text,
  }))
  const platform = shown
    .filter(
      ({at, text}) => !own.some(line => line.at === at && text.split(' · ').every(piece => line.text.includes(piece))),
    )
    .map(({at, text}) => ({kind: 'log' as const, source: 'log' as const, at, requestId, own: false, text}))
  return [...platform, ...own].toSorted((a, b) => a.at - b.at)
}
