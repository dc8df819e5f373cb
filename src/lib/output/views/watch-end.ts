import {EXIT, type ExitCode} from '../../errors.ts'
import type {FailedEnd, LastSeen, LeftEnd, TargetRisk, WatchEnd} from '../../history/watch/ends.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {Mark} from '../theme.ts'
import {dateTime, isoTime, spanText} from '../time.ts'
import type {ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'

/** What the words of a verdict need beside the verdict. */
export interface EndAbout {
  readonly name: string
  /** SECRET as it was typed, and the flags that a printed command needs beside it. */
  readonly words: readonly string[]
  /** Flags that the function in another account was read with; absent: none was needed. */
  readonly functionWords?: readonly string[]
  /** Whether a command exists; a line that would send the reader to another is left out. */
  readonly hasCommand: (command: string) => boolean
}

/** The exit code of a watch: the table of transcripts.md section 4. */
export function exitOfWatch(end: WatchEnd): ExitCode {
  switch (end.kind) {
    case 'succeeded':
      return EXIT.done
    case 'tested':
      return end.passed ? EXIT.done : EXIT.unsafe
    case 'abandoned':
    case 'cancelled':
    case 'failed':
      return EXIT.unsafe
    case 'unknown':
      return end.denied ? EXIT.denied : EXIT.failed
    case 'not-finished':
      return EXIT.timeout
    case 'left':
      return EXIT.interrupted
  }
  return EXIT.failed
}

/** The verdict and what belongs to it; the next command is `watchNext`. */
export function watchEndView(end: WatchEnd, about: EndAbout, options: ViewOptions): string {
  const {mark, text, rest} = verdict(end, about, options)
  const exit = exitOfWatch(end)
  const {theme, columns} = options
  const code = exit === EXIT.done ? '' : ` (exit ${exit})`
  // Broken into lines first: a colour has no width.
  const plain = hanging('  ', `${text}${code}`, columns).slice(2)
  const line = `${theme.mark(mark)} ${plain.replace(/^\S+/, word => theme.paint(mark, word))}`
  return [line, ...rest.map(({name, text: said}) => hanging(`  ${name.padEnd(8)}`, said, columns))].join('\n')
}

/** The last line, for stderr: where to go from here. undefined: nowhere. */
export function watchNext(end: WatchEnd, {words, functionWords = [], hasCommand}: EndAbout): string | undefined {
  const command = (verb: string, ...rest: readonly string[]): string | undefined =>
    hasCommand(verb) ? `Next: ${shellCommand(['secrot', verb, ...words, ...rest])}` : undefined
  switch (end.kind) {
    case 'succeeded': {
      const consumers = command('consumers')
      return `Consumers were not looked at.${consumers === undefined ? '' : ` ${consumers}`}`
    }
    case 'tested':
      return command('status')
    case 'not-finished':
    case 'left':
    case 'unknown':
      return command('watch', '--version-id', end.versionId, ...functionWords)
    case 'abandoned':
    case 'cancelled':
    case 'failed':
      return command('doctor', ...functionWords)
  }
  return undefined
}

interface Verdict {
  readonly mark: Mark
  /** Its first word carries the colour. */
  readonly text: string
  readonly rest: readonly {readonly name: string; readonly text: string}[]
}

function verdict(end: WatchEnd, about: EndAbout, options: ViewOptions): Verdict {
  const id = (versionId: string): string => shortId(versionId, options)
  const name = visible(about.name)
  if (end.kind === 'succeeded') {
    const previous = end.previous === undefined ? '' : `, ${id(end.previous)} is AWSPREVIOUS`
    const now =
      end.replacedBy === undefined
        ? `${id(end.versionId)} is in use${previous}`
        : `${id(end.versionId)} was in use and ${id(end.replacedBy)} has replaced it since`
    return {
      mark: 'good',
      text: `rotated ${name} in ${end.tookMs < 1000 ? 'under 1s' : spanText(end.tookMs)}: ${now}`,
      rest: [],
    }
  }
  if (end.kind === 'tested') return tested(end, name)
  if (end.kind === 'failed') return failed(end, options)
  if (end.kind === 'abandoned') {
    const text = `abandoned: ${id(end.versionId)} lost AWSPENDING without getting AWSCURRENT; ${reads(end.seen, options)}`
    return {mark: 'bad', text, rest: hiddenDanger(end.risk, id(end.versionId))}
  }
  if (end.kind === 'cancelled') {
    const left = end.pendingLeft ? `AWSPENDING stays on ${id(end.versionId)}` : `${id(end.versionId)} lost AWSPENDING`
    const rest = end.pendingLeft ? danger(end.risk, id(end.versionId)) : hiddenDanger(end.risk, id(end.versionId))
    return {mark: 'bad', text: `cancelled: rotation of ${name} went off; ${left}; ${reads(end.seen, options)}`, rest}
  }
  if (end.kind === 'unknown') {
    const text = `unknown: ${end.source} could not be read: ${visible(end.reason).replace(/\.$/, '')}`
    return {mark: 'unknown', text, rest: [lastSeenLine(end.seen, options)]}
  }
  if (end.kind === 'left') {
    return {mark: 'running', text: leftText(end, name, id(end.versionId)), rest: [lastSeenLine(end.seen, options)]}
  }
  const text = `not finished within ${spanText(end.timeoutMs)}: ${id(end.versionId)} is still AWSPENDING (--timeout)`
  return {mark: 'running', text, rest: [lastSeenLine(end.seen, options)]}
}

function leftText({near}: LeftEnd, name: string, version: string): string {
  if (near === undefined) return `left ${name} to rotate on by itself`
  const seen = {
    off: 'rotation went off',
    lost: `${version} lost AWSPENDING`,
    failed: 'the newest attempt failed, and AWS may try again',
  }
  return `left ${name} without a verdict: ${seen[near]}`
}

function tested(end: {readonly passed: boolean}, name: string): Verdict {
  return end.passed
    ? {
        mark: 'good',
        text: `tested ${name}: testSecret passed with a copy of the value in use; nothing was rotated`,
        rest: [],
      }
    : {mark: 'bad', text: `failed: the test rotation of ${name} did not pass; nothing was rotated`, rest: []}
}

function failed(end: FailedEnd, options: ViewOptions): Verdict {
  const fast = end.failFast ? '; watching ended at the first failure (--fail-fast)' : ''
  const text = `failed: ${failedSteps(end)}; ${reads(end.seen, options)}${fast}`
  const next = end.nextRotationAt === undefined ? '' : `, by ${moment(end.nextRotationAt, options)}`
  const aws = end.failFast ? 'may go on with further attempts' : `may try again at the next window${next}`
  return {mark: 'bad', text, rest: [...danger(end.risk, shortId(end.versionId, options)), {name: 'AWS', text: aws}]}
}

function failedSteps({step, attempts, sameStep}: FailedEnd): string {
  const what = step ?? 'a step that was not named'
  if (attempts === undefined) return `${what} failed`
  if (!sameStep) return `${what} failed in attempt ${attempts}`
  return `${what} failed in ${attempts} attempt${attempts === 1 ? '' : 's'}`
}

const setSecretText: Readonly<Record<Exclude<TargetRisk, 'no'>, string>> = {
  set: 'setSecret ended without error',
  maybe: 'setSecret began',
  unseen: 'nobody saw which steps ran',
}

function danger(risk: TargetRisk, version: string): Verdict['rest'] {
  if (risk === 'no') return []
  return [{name: 'Danger', text: `${setSecretText[risk]}: the target may already want ${version}. Keep AWSPENDING.`}]
}

/** The version has lost its label, so what the target may want is hidden and can be purged (aws-behaviour 0.1, 9). */
function hiddenDanger(risk: TargetRisk, version: string): Verdict['rest'] {
  if (risk === 'no') return []
  return [
    {name: 'Danger', text: `${setSecretText[risk]}: the target may want ${version}, which no label keeps any more.`},
  ]
}

function reads({current, currentAsBefore}: LastSeen, options: ViewOptions): string {
  if (current === undefined) return 'no version is AWSCURRENT'
  return `consumers read ${shortId(current, options)}${currentAsBefore ? ' as before' : ''}`
}

function lastSeenLine(seen: LastSeen, options: ViewOptions): Verdict['rest'][number] {
  const outcome = seen.stepOutcome === 'running' ? 'running' : seen.stepOutcome
  const step = seen.step === undefined ? '' : `${seen.step} ${outcome}${seen.certain ? '' : ' ~'}, `
  const attempt = seen.attempt === undefined || seen.attempt < 2 ? '' : `attempt ${seen.attempt}, `
  return {name: 'Seen', text: `${step}${attempt}last sign ${moment(seen.at, options)}; ${reads(seen, options)}`}
}

function moment(at: number, {tty, local}: ViewOptions): string {
  return tty ? dateTime(at, {local}) : isoTime(at)
}
