import {callerText} from '../../arn.ts'
import type {
  AttemptFailedLine,
  EventLine,
  LabelsLine,
  MaybeOtherLine,
  StepLine,
  WatchActivity,
  WatchLine,
} from '../../history/watch/lines.ts'
import type {LabelMove} from '../../rotation/label-algebra.ts'
import {visible} from '../foreign.ts'
import {hiddenNote} from '../hidden-note.ts'
import {shortId} from '../ids.ts'
import {bareTime, isoTime, spanText} from '../time.ts'
import {hanging} from '../width.ts'
import type {ViewOptions} from '../view.ts'

/** Width of "finishSecret", the longest name of a step. */
const nameWidth = 12

/** One line of the timeline of a rotation: when it happened, what it was, what is to be said about it. */
export function watchLineView(line: WatchLine, options: ViewOptions): string {
  const time = timeText(line.at, options)
  if (line.kind === 'attempt-failed') {
    return hanging(`${' '.repeat(time.length)}  `, attemptFailedText(line.attempt, line.settleMs), options.columns)
  }
  if (line.kind === 'step') return stepView(time, line, options)
  const [name, text] = newsText(line, options)
  return hanging(`${time}  ${name.padEnd(nameWidth)}  `, text, options.columns)
}

type News = Exclude<WatchLine, AttemptFailedLine | StepLine>

function newsText(line: News, options: ViewOptions): readonly [name: string, text: string] {
  if (line.kind === 'started') {
    return ['started', `AWSPENDING on ${shortId(line.versionId, options)}${line.empty ? ', no value yet' : ''}`]
  }
  if (line.kind === 'event') return ['event', eventText(line, options)]
  if (line.kind === 'labels') return ['labels', labelsText(line, options)]
  if (line.kind === 'off') return ['off', `rotation was switched off${waitText(line.waitMs)}`]
  if (line.kind === 'quiet') {
    return ['quiet', `${spanText(line.settleMs)} without a START, an event or a label change`]
  }
  if (line.kind === 'maybe-other') return ['log', maybeOtherText(line)]
  return line.kind === 'log' ? ['log', visible(line.text)] : ['note', `${line.about}: ${visible(line.text)}`]
}

/** What runs now, for the line that is redrawn in place. */
export function activityView(activity: WatchActivity, options: ViewOptions): string {
  const seconds = spanText(Math.max(0, options.now - activity.since))
  if (activity.kind === 'waiting') return `waiting for the next step, ${seconds} since the last sign`
  if (activity.kind === 'settling') {
    return `no verdict yet, ${seconds} of ${spanText(activity.settleMs)} without a sign (--settle)`
  }
  const step = `${activity.step ?? 'a step'}${activity.certain ? '' : ' ~'}`
  const attempt = activity.attempt > 1 ? `, attempt ${activity.attempt}` : ''
  const newest = activity.newest === undefined ? '' : `  ${visible(activity.newest)}`
  return cut(`${step}${attempt}  ${seconds}${newest}`, options.columns - 4)
}

/** `AWSCURRENT 77ab01f2 → 3e8b1c9d`; a label that only leaves is `AWSPENDING off 5f0d2a71`. */
export function moveText({label, from, to}: LabelMove, options: ViewOptions): string {
  const name = visible(label)
  if (to === undefined) return `${name} off ${shortId(from ?? '', options)}`
  if (from === undefined) return `${name} on ${shortId(to, options)}`
  return `${name} ${shortId(from, options)} ${options.theme.signs.arrow} ${shortId(to, options)}`
}

function stepView(time: string, line: StepLine, options: ViewOptions): string {
  const mark = line.certain ? '' : ' ~'
  const duration = line.durationMs === undefined ? '' : ` ${(line.durationMs / 1000).toFixed(1)}s`
  // Where nothing is inferred, the column need not leave room for the mark.
  const result = `${line.outcome}${duration}${mark}`.padEnd(line.certain ? 8 : 14)
  const start = `${time}  ${(line.step ?? 'function').padEnd(nameWidth)}  ${result}  `
  return hanging(start, stepNotes(line, options), options.columns)
}

function stepNotes(line: StepLine, options: ViewOptions): string {
  const notes = [
    line.outcome === 'failed' ? failureText(line) : undefined,
    line.valueStored ? `value stored in ${shortId(line.versionId, options)}` : undefined,
    line.moved === undefined ? undefined : moveText(line.moved, options),
    hiddenNote(line.hiddenCharacters),
  ]
  return notes.filter(note => note !== undefined).join(` ${options.theme.signs.dot} `)
}

function failureText(line: StepLine): string {
  const why = line.same ? 'the same' : (line.text ?? 'it does not say why')
  const attempt = line.attempt > 1 ? `, attempt ${line.attempt}` : ''
  return `${why}${attempt}${line.earlierOkAgain ? ' (earlier steps ok again)' : ''}`
}

function attemptFailedText(attempt: number | undefined, settleMs: number): string {
  const which = attempt === undefined ? 'an attempt' : `attempt ${attempt}`
  return `${which} failed, no verdict: AWS may try again; waiting for ${spanText(settleMs)} without a sign (--settle)`
}

function eventText(line: EventLine, options: ViewOptions): string {
  const during = line.step === undefined ? '' : ` during ${line.step}`
  const label = line.label === undefined ? '' : ` ${visible(line.label)}`
  const by = line.caller === undefined ? '' : ` by ${visible(options.tty ? callerText(line.caller) : line.caller)}`
  const delay = line.seenArriving ? ` (reached CloudTrail ${spanText(line.learnedAt - line.at)} later)` : ''
  return `${line.name}${during}${label}${by}${delay}`
}

function labelsText(line: LabelsLine, options: ViewOptions): string {
  return line.moves.map(move => moveText(move, options)).join(` ${options.theme.signs.dot} `)
}

function maybeOtherText(line: MaybeOtherLine): string {
  const duration = line.durationMs === undefined ? '' : ` ${(line.durationMs / 1000).toFixed(1)}s`
  const rest = [line.text, hiddenNote(line.hiddenCharacters)].filter(part => part !== undefined)
  return [`same function, maybe another secret: ${line.outcome}${duration}`, ...rest].join('  ')
}

function waitText(waitMs: number): string {
  return waitMs === 0 ? '' : `; a step under way has ${spanText(waitMs)} to end`
}

function timeText(at: number, options: ViewOptions): string {
  return options.tty ? bareTime(at, {local: options.local}) : isoTime(at)
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : text.slice(0, Math.max(0, columns))
}
