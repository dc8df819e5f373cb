import {type Fact, type LogFacts, type SecretFacts, valueOf} from '../doctor/facts.ts'
import type {Invocation} from '../history/invocations.ts'
import type {DoctorRun} from './doctor-run.ts'
import type {LogLineReport, LogReport} from './doctor-result.ts'

/** Invocations that are shown line by line, the newest. */
const MOST_INVOCATIONS = 20

/**
 * What the function wrote, for `--show-logs`; null: not asked for. Masked now and not when it was read, so that the values
 * that were read meanwhile, those of other secrets too, are masked as well. Of invocations that may be another secret's
 * nothing is shown but their number.
 */
export function logReport(run: DoctorRun, facts: SecretFacts): LogReport | null {
  if (!run.options.showLogs) return null
  const {log} = facts
  const found = valueOf(facts.function)
  const invocations = valueOf(log)?.invocations ?? []
  const own = invocations.filter(invocation => invocation.belongsToSecret)
  return {
    group: found?.kind === 'found' ? found.configuration.logGroup : null,
    ...sinceOf(log),
    lines: own.slice(-MOST_INVOCATIONS).flatMap(invocation => linesOf(run, invocation)),
    leftOut: Math.max(0, own.length - MOST_INVOCATIONS),
    maybeOthers: invocations.length - own.length,
  }
}

/** Read from the same moment on: nothing was to be learned from it. */
function sinceOf(log: Fact<LogFacts>): Pick<LogReport, 'since' | 'notReadBecause'> {
  if (log.kind === 'unknown') return {since: null, notReadBecause: log.reason}
  const {since, readAt} = log.value
  if (since < readAt) return {since: iso(since), notReadBecause: null}
  return {since: null, notReadBecause: 'nothing is pending and no rotation failed'}
}

/** The platform's lines and the function's own, in their order. */
function linesOf(run: DoctorRun, {requestId, shown, ownText = []}: Invocation): readonly LogLineReport[] {
  const own = ownText.map(({at, text}) => ({at, text, own: true}))
  const platform = shown.filter(({at, text}) => !isPartOf(own, at, text)).map(line => ({...line, own: false}))
  return [...platform, ...own]
    .toSorted((a, b) => a.at - b.at)
    .map(({at, text, own: isOwn}) => ({at: iso(at), requestId, own: isOwn, text: isOwn ? run.mask(text) : text}))
}

/** What the allow-list shows of a line stands in the whole line too. */
function isPartOf(own: readonly {readonly at: number; readonly text: string}[], at: number, shown: string): boolean {
  return own.some(line => line.at === at && shown.split(' · ').every(piece => line.text.includes(piece)))
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
