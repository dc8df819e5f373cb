import {parseArn} from '../../arn.ts'
import type {EventLine, MaybeOtherLine, StepLine, TimelineLine, VersionLine, Who} from '../../history/timeline/lines.ts'
import {visible} from '../foreign.ts'
import {hiddenNote} from '../hidden-note.ts'
import {shortId} from '../ids.ts'
import {bareTime, isoTime} from '../time.ts'
import type {ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {moveText} from './watch-line.ts'

/** Width of "labels", the longest source. */
const sourceWidth = 6
/** Width of "finishSecret", the longest step. */
const stepWidth = 12

/** One line of a history: when, where it is known from, what. The date stands above, but in a pipe the time is whole. */
export function historyLineView(line: TimelineLine, options: ViewOptions): string {
  const time = options.tty ? bareTime(line.at, {local: options.local}) : isoTime(line.at)
  const start = `${time}  ${line.source.padEnd(sourceWidth)}  `
  return hanging(start, textOf(line, options), options.columns)
}

function textOf(line: TimelineLine, options: ViewOptions): string {
  switch (line.kind) {
    case 'event':
      return eventText(line, options)
    case 'step':
      return stepText(line, options)
    case 'maybe-other':
      return maybeOtherText(line)
    case 'log':
      return visible(line.text)
    case 'version':
      return versionText(line, options)
    case 'labels':
      return line.moves.map(move => moveText(move, options)).join(` ${options.theme.signs.dot} `)
    case 'switch':
      return line.enabled ? 'rotation was switched on' : 'rotation was switched off'
    default:
      return line satisfies never
  }
}

function eventText(line: EventLine, options: ViewOptions): string {
  const {name, versionId, step, move, labels, tagKeys, errorCode, who} = line
  const parts = [
    name,
    versionId === undefined || move !== undefined ? undefined : shortId(visible(versionId), options),
    move === undefined ? undefined : moveText(move, options),
    labels === undefined ? undefined : `with ${visible(labels.join(', '))}`,
    tagKeys === undefined ? undefined : visible(tagKeys.join(', ')),
    step === undefined ? undefined : `during ${step}`,
    errorCode === undefined ? undefined : `refused (${visible(errorCode)})`,
    who.kind === 'aws' ? undefined : whoText(who, options),
  ]
  return parts.filter(part => part !== undefined && part !== '').join(' ')
}

/** `by user/ada from 203.0.113.7, aws-cli/2.15.0`; a pipe gets the whole of it. */
export function whoText({kind, arn, sourceIp, userAgent}: Who, options: ViewOptions): string {
  if (kind === 'aws') return 'by AWS'
  if (kind === 'function' && options.tty) return 'by the rotation function'
  const name = arn === undefined ? 'somebody' : options.tty ? (parseArn(arn)?.resource ?? arn) : arn
  const agent = userAgent === undefined ? undefined : options.tty ? shortAgent(userAgent) : userAgent
  const from = [sourceIp, agent].filter(part => part !== undefined && part !== '').join(', ')
  const by = kind === 'function' ? `the rotation function ${name}` : name
  return visible(`by ${by}${from === '' ? '' : ` from ${from}`}`)
}

/** `[aws-cli/2.15.0 md/… exec-env/…]` begins with what it is. */
function shortAgent(agent: string): string {
  const words = agent.replace(/^\[/, '').split(' ')
  return words[0]!.includes('/') ? words[0]! : agent.slice(0, 40)
}

function stepText(line: StepLine, options: ViewOptions): string {
  const name = (line.step ?? 'function').padEnd(stepWidth)
  const mark = line.certain || line.step === undefined ? '' : ' ~'
  const rest = [
    line.outcome === 'failed' ? (line.text ?? 'its log does not say why') : undefined,
    hiddenNote(line.hiddenCharacters),
  ].filter(part => part !== undefined)
  const notes = rest.length === 0 ? '' : `  ${rest.join(` ${options.theme.signs.dot} `)}`
  return `${name}  ${outcomeText(line)}${mark}${notes}`
}

function maybeOtherText(line: MaybeOtherLine): string {
  const rest = [line.text, hiddenNote(line.hiddenCharacters)].filter(part => part !== undefined)
  return [`same function, maybe another secret: ${outcomeText(line)}`, ...rest].join('  ')
}

function outcomeText({outcome, durationMs}: Pick<StepLine, 'outcome' | 'durationMs'>): string {
  const word = outcome === 'open' ? 'no end seen' : outcome
  return durationMs === undefined ? word : `${word} ${(durationMs / 1000).toFixed(1)}s`
}

function versionText({versionId, labels}: VersionLine, options: ViewOptions): string {
  const now = labels.length === 0 ? 'no label now' : `now ${visible(labels.join(', '))}`
  return `${shortId(visible(versionId), options)} made, ${now}`
}
