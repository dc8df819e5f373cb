import {endOfWatch} from './end-of.ts'
import type {WatchEnd} from './ends.ts'
import {lastSignAt, standingFailure} from './evidence.ts'
import type {QuietLine, WatchActivity, WatchLine} from './lines.ts'
import {seeEvents} from './see-events.ts'
import {missLabels, seeLabels} from './see-labels.ts'
import {missLog, runsOf, seeLog} from './see-log.ts'
import type {Observation, WatchState} from './state.ts'
import {newsOf} from './tell.ts'

/** What came of some observations: what is new to tell, and the verdict as soon as there is one. */
export interface Watched {
  readonly state: WatchState
  /** In the order in which things happened; between two calls the order is that of learning. */
  readonly lines: readonly WatchLine[]
  readonly end?: WatchEnd
}

/** Takes in what was read. Pure: equal states and observations give equal lines and verdicts. */
export function observe(state: WatchState, observations: readonly Observation[]): Watched {
  const seen = observations.reduce(see, state)
  const withLog = observations.some(observation => observation.kind === 'log')
  const news = newsOf(seen, withLog).filter(({key}) => !seen.told.has(key))
  const told = news.length === 0 ? seen : {...seen, told: new Set([...seen.told, ...news.map(({key}) => key)])}
  const lines = news.map(({line}) => line).toSorted((a, b) => a.at - b.at)
  const end = endOfWatch(told)
  if (end === undefined) return {state: told, lines}
  return {state: told, lines: [...lines, ...closing(told, end)], end}
}

/** What runs now. */
export function activityOf(state: WatchState): WatchActivity {
  const runs = runsOf(state)
  const open = runs.findLast(run => run.outcome === 'running')
  const attempt = runs.at(-1)?.attempt ?? 1
  const {settleMs} = state.subject
  if (open === undefined) {
    const kind = standingFailure(state) === undefined ? 'waiting' : 'settling'
    return {kind, certain: false, attempt, since: lastSignAt(state), settleMs}
  }
  const newest = open.invocation.shown.findLast(({text}) => platformLine.test(text))?.text
  return {
    kind: 'step',
    ...(open.step === undefined ? {} : {step: open.step}),
    certain: open.certain,
    attempt: open.attempt,
    since: open.invocation.startedAt ?? lastSignAt(state),
    ...(newest === undefined ? {} : {newest}),
    settleMs,
  }
}

/** How the lines of the platform begin, as the allow-list writes them. */
const platformLine = /^(?:INIT|START|END|REPORT|Task timed out|Runtime) ?/

function see(state: WatchState, observation: Observation): WatchState {
  const now = Math.max(state.now, observation.at)
  switch (observation.kind) {
    case 'labels':
      return {...state, now, labels: seeLabels(state.labels, state.subject, observation.description, observation.at)}
    case 'labels-unread':
      return {...state, now, labels: missLabels(state.labels, observation.failure, observation.at)}
    case 'log':
      return {...state, now, log: seeLog(state.log, observation.answer, observation.alone, observation.at)}
    case 'no-log':
      return {...state, now, log: missLog(state.log, observation.failure, observation.at)}
    case 'events': {
      const {names, answer, at} = observation
      return {...state, now, events: seeEvents(state.events, state.subject, names, answer, at)}
    }
    case 'time':
      break
  }
  return {...state, now}
}

/** The silence that makes a failure a verdict stands in the timeline, at the time when it was long enough. */
function closing(state: WatchState, end: WatchEnd): readonly QuietLine[] {
  if (end.kind !== 'failed' || end.failFast) return []
  return [{kind: 'quiet', at: end.at, learnedAt: state.now, settleMs: state.subject.settleMs}]
}
