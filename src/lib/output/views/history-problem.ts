import type {Failure, Problem} from '../../history/timeline/problems.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {whoText} from './history-line.ts'
import {type Moments, momentsOf} from './moments.ts'

/** A problem: the root error, then how it came about. */
export function problemView(problem: Problem, name: string, options: ViewOptions): readonly string[] {
  const {theme, columns} = options
  const mark = problem.overAt === undefined ? 'bad' : 'off'
  // Broken into lines first: a colour has no width.
  const plain = hanging('  ', `${problem.kind}  ${visible(name)}: ${headText(problem, options)}`, columns).slice(2)
  const head = `${theme.mark(mark)} ${plain.replace(/^\S+/, word => theme.paint(mark, word))}`
  return [head, ...facts(problem, options).map(([label, text]) => hanging(`  ${label.padEnd(10)}`, text, columns))]
}

function headText(problem: Problem, options: ViewOptions): string {
  const {failure, versionId, kind} = problem
  const version = versionId === undefined ? 'a version' : shortId(visible(versionId), options)
  if (failure !== undefined) return failureText(failure)
  if (kind === 'abandoned') return `${version} lost AWSPENDING while it was rotated in`
  return kind === 'cancelled' ? 'rotation is off, it was cancelled' : 'the secret was deleted'
}

function failureText({step, stepCertain, error}: Failure): string {
  const where = step === undefined ? 'the rotation function' : `${step}${stepCertain ? '' : ' ~'}`
  return `${where}: ${error === undefined ? 'failed, and nothing that was read says why' : visible(error)}`
}

function facts(problem: Problem, options: ViewOptions): readonly (readonly [string, string])[] {
  const {failure, overAt, versionId, who, at, kind} = problem
  const times = momentsOf(options)
  const moment = (when: number): string =>
    options.tty ? `${times.full(when)} (${times.age(when)} ago)` : times.full(when)
  const found: (readonly [string, string])[] = []
  if (failure === undefined) {
    const by = who === undefined ? 'nobody was seen who did it' : whoText(who, options)
    found.push([
      'When',
      `${moment(at)} ${kind === 'abandoned' && who !== undefined ? `after a value was written ${by}` : by}`,
    ])
  } else {
    found.push(['When', `${moment(at)}${attemptsText(failure, times)} (${failure.errorSource})`])
    if (failure.firstError !== undefined) found.push(['First', visible(failure.firstError)])
    found.push(['Rotation', startText(failure, versionId, times, options)])
  }
  if (overAt !== undefined) found.push(['Over', `since ${moment(overAt)}`])
  return found
}

function attemptsText({attempts, firstAt}: Failure, times: Moments): string {
  if (attempts === undefined || attempts === 1) return ''
  return `, attempt ${attempts}; the first ended ${times.full(firstAt)}`
}

function startText(
  {startedAt, startedBy, test}: Failure,
  versionId: string | undefined,
  times: Moments,
  options: ViewOptions,
): string {
  const what = test
    ? 'a test, with a copy of the value in use'
    : versionId === undefined
      ? 'of a version that nothing names'
      : `to ${shortId(visible(versionId), options)}`
  if (startedAt === undefined) return `${what}, begun before what was read`
  const by =
    startedBy === undefined
      ? ''
      : startedBy.kind === 'aws'
        ? ' by AWS, on its schedule ~'
        : ` ${whoText(startedBy, options)}`
  return `${what}, started ${times.full(startedAt)}${by}`
}
