import type {SecretStatus} from '../../operations/status-result.ts'
import {scheduleWords} from '../../rotation/schedule-words.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {View, ViewOptions} from '../view.ts'
import {wrapWords} from '../width.ts'
import {type Moments, momentsOf} from './moments.ts'
import {whyText} from './status-fleet.ts'
import {targetLines} from './status-target.ts'
import {type Fact, tryLines} from './status-try.ts'
import {verdictText} from './verdict-words.ts'
import {versionTable} from './versions.ts'

/** Every fact of one secret stands behind a word of this width. */
const labelWidth = 11

/** One secret: is anything down, then what, why and proof. */
export const statusView: View<SecretStatus> = (status, options) => {
  const times = momentsOf(options)
  const fact = (label: string, text: string): string => {
    const room = Math.max(20, options.columns - 1 - labelWidth)
    return `${label.padEnd(labelWidth)}${wrapWords(text, room).join(`\n${' '.repeat(labelWidth)}`)}`
  }
  const title = `${visible(status.line.name)}: ${headline(status, times, options)}`
  const blocks = [
    wrapWords(`${verdictText(status.line.verdict, options.theme)}  ${title}`, options.columns),
    [
      fact('Consumers', `not asked. ${status.consumers.text}`),
      ...(status.line.placeholder
        ? [fact('Value', 'a placeholder: it holds no credential until its first rotation')]
        : []),
      ...targetLines(status, times, options).map((text, index) => fact(index === 0 ? 'Target' : '', text)),
      fact('Rotation', rotationText(status, options)),
      ...runtimeLines(status, options.now).map(text => fact('Runtime', text)),
      ...dateLines(status, times, options, fact),
      ...tryLines(status, times, options, fact),
      ...standingLines(status).map(([label, text]) => fact(label, text)),
      ...labelLines(status, options).map(text => fact('Labels', text)),
    ],
    status.versions === undefined ? [] : versionTable(status.versions, options),
    closing(status).flatMap(line => wrapWords(line, options.columns)),
  ]
  return blocks
    .filter(block => block.length > 0)
    .map(block => block.join('\n'))
    .join('\n\n')
}

function headline(status: SecretStatus, times: Moments, options: ViewOptions): string {
  const {pending, line} = status
  if (line.verdict !== 'stuck' || pending === undefined) return whyText(line, times)
  const version = shortId(pending.versionId, options)
  const lasting =
    pending.startedAt === undefined
      ? `AWSPENDING is on ${version}`
      : `AWSPENDING has been on ${version} ${options.tty ? 'for' : 'since'} ${times.age(pending.startedAt)}`
  if (pending.lastStepAt !== undefined) return `${lasting}, no step since ${times.clock(pending.lastStepAt)}`
  const {lastSignAt} = pending.running
  return lastSignAt === undefined ? lasting : `${lasting}, no sign since ${times.clock(lastSignAt)}`
}

function rotationText(status: SecretStatus, {theme}: ViewOptions): string {
  const {line, rules} = status
  if (line.rotation === 'never') return 'never configured'
  const schedule = rules === undefined ? undefined : scheduleWords(rules, theme.signs.dash)
  const parts = [line.rotation === 'on' ? 'on' : 'off, its rules kept', schedule, functionText(status)]
  return visible(parts.filter(part => part !== undefined).join(', '))
}

function functionText({function: called, line}: SecretStatus): string {
  if (called === undefined) {
    if (line.owningService !== undefined) return `rotated by ${line.owningService}, no function`
    return line.externalType === undefined ? 'no function' : `managed external (${line.externalType}), no function`
  }
  if (called.missing) return `function ${called.name} (does not exist)`
  const known = [
    called.state?.toLowerCase(),
    called.timeoutMs === undefined ? undefined : `${called.timeoutMs / 1000}s timeout`,
    called.awsFunction === undefined ? undefined : `AWS's own ${called.awsFunction.name}`,
  ].filter(part => part !== undefined)
  return `function ${called.name}${known.length === 0 ? '' : ` (${known.join(', ')})`}`
}

/** So long before the end it is news, which is half a year: Lambda itself writes then. */
const SOON_MS = 180 * 86_400_000

/** A day that is far ahead is shown with --full only. */
function runtimeLines({function: called, full}: SecretStatus, now: number): readonly string[] {
  const {runtime, supportEndsAt} = called ?? {}
  if (runtime === undefined || supportEndsAt === undefined) return []
  const day = new Date(supportEndsAt).toISOString().slice(0, 10)
  if (supportEndsAt <= now) return [`${visible(runtime)}, which Lambda no longer supports since ${day}`]
  return full === true || supportEndsAt - now < SOON_MS ? [`${visible(runtime)}, supported until ${day}`] : []
}

function dateLines(status: SecretStatus, times: Moments, options: ViewOptions, fact: Fact): readonly string[] {
  const {line} = status
  const beside = (at: number, distance: string): string =>
    options.tty ? `${times.full(at)} (${distance})` : times.full(at)
  const rotated = line.lastRotatedAt === undefined ? 'never' : beside(line.lastRotatedAt, times.age(line.lastRotatedAt))
  const next =
    line.rotation !== 'on'
      ? options.theme.signs.dash
      : line.nextBy === undefined
        ? '?'
        : beside(line.nextBy, times.due(line.nextBy))
  const left = fact('Rotated', rotated)
  if (!options.tty || options.columns < 90) return [left, fact('Next by', next)]
  // The second fact of the line begins in the middle of a hundred columns.
  return [`${left.padEnd(50)}Next by  ${next}`]
}

function standingLines({line}: SecretStatus): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = []
  if (line.owningService !== undefined) found.push(['Owner', `${line.owningService}: changes go through that service`])
  if (line.replicaOf !== undefined)
    found.push(['Replica', `of ${line.replicaOf}, where rotation runs and its events are`])
  if (line.deletedAt !== undefined) found.push(['Deletion', 'scheduled; its values cannot be read until RestoreSecret'])
  return found.map(([label, text]) => [label, visible(text)])
}

/** Where the versions were not read, the labels are all that is known of them. */
function labelLines(status: SecretStatus, options: ViewOptions): readonly string[] {
  if (status.versions !== undefined) return []
  const labels = [...status.labels].flatMap(([versionId, held]) =>
    held.map(label => `${visible(label)} ${shortId(visible(versionId), options)}`),
  )
  return labels.length === 0 ? ['none, it holds no value yet'] : [labels.sort().join(` ${options.theme.signs.dot} `)]
}

function closing(status: SecretStatus): readonly string[] {
  if (status.consumers.atRisk) return ['If consumers work, this can wait; ask the target to know.']
  if (status.line.verdict !== 'healthy' || status.line.placeholder) return []
  return ['No target was asked, so healthy does not prove that the value works.']
}
