import type {DoctorResult, FindingReport, SecretReport} from '../../operations/doctor-result.ts'
import {visible} from '../foreign.ts'
import type {View, ViewOptions} from '../view.ts'
import {findingLines} from './doctor-finding.ts'
import {type LineOptions, said} from './doctor-lines.ts'
import {logBlock} from './doctor-log.ts'
import {hanging, wrapWords} from '../width.ts'
import {conditionsText, listedText, postureText, unreadText} from './doctor-counts.ts'

/** What the table view needs beside the result. */
export interface DoctorShown {
  readonly result: DoctorResult
  /** --all: posture in full. */
  readonly all: boolean
  readonly exitCode: number
  /** No secret was named: what was looked for in the listing. */
  readonly listed?: {readonly expectRotation: boolean}
}

/** The report of `doctor`: each secret's first sentence, the findings in full, one line of counts. */
export const doctorView: View<DoctorShown> = ({result, all, exitCode, listed}, options) => {
  const lines = [
    ...headlines(result, options),
    ...findings(result, all, options),
    ...logs(result, options),
    '',
    ...wrapWords(countsLine(result, exitCode, listed), options.columns),
  ]
  return lines.join('\n')
}

function logs(result: DoctorResult, options: ViewOptions): readonly string[] {
  return result.secrets.flatMap(secret => logBlock(secret, options))
}

function headlines(result: DoctorResult, options: ViewOptions): readonly string[] {
  const below = (text: string) => hanging('   ', visible(text), options.columns)
  return result.secrets.flatMap(secret => [
    hanging(
      `${markOf(secret, options)} `,
      `${visible(secret.name)}: ${said(secret.headline, withIds([secret], options))}`,
      options.columns,
    ),
    ...secret.remarks.map(remark => hanging('   note: ', visible(remark), options.columns)),
    ...(secret.refused === null ? [] : [below(`not repaired: ${secret.refused}`)]),
    ...secret.states
      .filter(state => state.id !== 'environment-ready' && state.id !== 'pending-on-current')
      // Commands are never broken, so that they can be pasted.
      .flatMap(state => [below(state.message), ...state.advice.map(line => `   ${visible(line)}`)]),
  ])
}

function markOf(secret: SecretReport, {theme}: ViewOptions): string {
  const broken = secret.findings.some(finding => finding.group === 'condition')
  if (secret.consumers === 'refused') return theme.mark('bad')
  if (secret.verdict === 'unknown') return theme.mark('unknown')
  if (secret.verdict === 'rotating') return theme.mark('running')
  if (broken) return theme.mark('bad')
  return secret.verdict === 'off' ? theme.mark('off') : theme.mark('good')
}

interface Entry {
  readonly finding: FindingReport
  readonly secrets: readonly SecretReport[]
}

function findings(result: DoctorResult, all: boolean, options: ViewOptions): readonly string[] {
  const entries = entriesOf(result, all)
  const ids = entries.map(entry => entry.finding.id)
  return entries.flatMap(({finding, secrets}, index) => {
    const causes = entries.flatMap((other, at) => (other.finding.causedBy.includes(finding.id) ? [at + 1] : []))
    const lines = findingLines(finding, index + 1, ids.length === 0 ? [] : causes, withIds(secrets, options))
    const names = secrets.map(secret => visible(secret.name)).join(', ')
    const named =
      result.secrets.length > 1
        ? [`   in     ${secrets.length === 1 ? '' : `${secrets.length} secrets: `}${names}`]
        : []
    return [...(index === 0 ? [''] : []), ...lines.slice(0, 1), ...named, ...lines.slice(1)]
  })
}

/** Findings of one cause in several secrets are one entry, shown by its first. */
function entriesOf(result: DoctorResult, all: boolean): readonly Entry[] {
  const entries = new Map<string, {finding: FindingReport; secrets: SecretReport[]}>()
  for (const secret of result.secrets)
    for (const finding of secret.findings) {
      if (finding.group === 'posture' && !all) continue
      const key =
        finding.resource === null
          ? `${secret.arn}|${finding.id}|${finding.message}`
          : `${finding.id}|${finding.resource}`
      const entry = entries.get(key) ?? {finding, secrets: []}
      entry.secrets.push(secret)
      entries.set(key, entry)
    }
  return [...entries.values()]
}

function withIds(secrets: readonly SecretReport[], options: ViewOptions): LineOptions {
  const ids = secrets.flatMap(secret => secret.facts.flatMap(fact => (fact.versionId === null ? [] : [fact.versionId])))
  return {...options, ids: [...new Set(ids)]}
}

function countsLine(result: DoctorResult, exitCode: number, listed: DoctorShown['listed']): string {
  const parts = [
    conditionsText(result.summary),
    postureText(result.summary),
    unreadText(result.summary, result.failures.length),
  ]
  const where = listed === undefined ? '' : listedText(result, listed.expectRotation)
  const counted = parts.filter(part => part !== '').join('; ')
  // Of no secret nothing can be said, not even that all is well.
  const text = where === '' ? counted : result.summary.secrets === 0 ? where : `${where}: ${counted}`
  return exitCode === 0 ? text : `${text} (exit ${exitCode})`
}

/** Who could not be looked at, and what could not be read, with the action that would allow it; for stderr. */
export function unreadLines(result: DoctorResult, options: ViewOptions): readonly string[] {
  const failures = result.failures.map(({subject, message}) =>
    hanging('Not looked at: ', `${visible(subject)} (${visible(message)})`, options.columns),
  )
  const unread = result.secrets.flatMap(secret =>
    secret.unread.map(({fact, reason, action}) => {
      const where = result.secrets.length === 1 ? '' : ` of ${visible(secret.name)}`
      const allow = action === null ? '' : ` (${action})`
      const ids = withIds([secret], options)
      return hanging('Not read: ', `${said(fact, ids)}${where}: ${said(reason, ids)}${allow}`, options.columns)
    }),
  )
  return [...failures, ...unread]
}
