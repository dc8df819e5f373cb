import type {EventsAnswer} from '../history/events.ts'
import {eventsOf} from '../history/events-of.ts'
import {logSince, wantedEvent} from '../history/watch/wanted.ts'
import {logsActions, readInvocations} from './logs.ts'
import {lookupsActions, makeLookups} from './lookups.ts'
import {readFailure} from './read-failure.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {isAlone, watchFunctionActions, type WatchedFunction} from './watch-function.ts'
import type {WatchRun} from './watch-run.ts'

/** What the pollers may call. */
export const pollerActions = [
  'secretsmanager:DescribeSecret',
  ...watchFunctionActions,
  ...logsActions,
  ...lookupsActions,
] as const

const labelsEveryMs = 2000
const longestPauseMs = 30_000
/** So many reads in a row may fail by chance; only then are they spread out. */
const failuresByChance = 3
/** With labels and events that makes less than one call a second. */
const logEveryMs = 3000
/** Once the version is current, only the end of its last step is waited for. */
const lastLogEveryMs = 1000
const eventsEveryMs = 10_000
/** Events older than the start by this much may still be about it: clocks differ. */
const eventsLeadMs = 60_000
/** Every so many reads the log is read from the start again, for lines that came in late. */
const wholeLogEvery = 30

/** Labels every 2 seconds, less often while they cannot be read. */
export async function pollLabels(watch: WatchRun): Promise<void> {
  const {secret} = watch.input
  for (let failures = 0; ;) {
    await watch.sleep(pauseAfter(failures))
    const at = watch.now
    await watch.read(
      async () => {
        const {secrets} = watch.context.aws(secret.scope)
        const description = await secrets.describe(secret.arn, {signal: watch.signal})
        failures = 0
        watch.take({kind: 'labels', at, description})
      },
      error => {
        failures += 1
        watch.take({kind: 'labels-unread', at, failure: readFailure(error)})
      },
    )
  }
}

function pauseAfter(failures: number): number {
  return Math.min(longestPauseMs, labelsEveryMs * 2 ** Math.max(0, failures - failuresByChance + 1))
}

/** The log every 3 seconds, now and then from the start. */
export async function pollLog(watch: WatchRun): Promise<void> {
  const {input, context} = watch
  if (input.function.kind !== 'known') {
    watch.take({kind: 'no-log', at: watch.now, failure: noLog(input.function)})
    return
  }
  const {configuration, scope} = input.function
  let alone: boolean | undefined
  let asked = false
  for (let turn = 0; ; turn += 1) {
    const at = watch.now
    const again = turn % wholeLogEvery === 0 ? undefined : logSince(watch.state)
    const query = {
      scope,
      function: configuration,
      secretArn: input.secret.arn,
      versionId: input.subject.versionId,
      since: Math.max(input.logSince, again ?? input.logSince),
      ...(input.unhide === undefined ? {} : {unhide: input.unhide}),
    }
    await watch.read(
      async () => {
        const reader = {...context, signal: watch.signal}
        let answer = await readInvocations(reader, {...query, sharedFunction: alone !== true})
        if (!asked && answer.kind === 'read' && answer.invocations.some(found => !found.belongsToSecret)) {
          // Only now it matters whether other secrets share the function: listing them may take many pages.
          alone = await isAlone(context, input.secret, watch.signal)
          asked = true
          if (alone === true) answer = await readInvocations(reader, {...query, sharedFunction: false})
        }
        watch.take({kind: 'log', at, answer, alone: alone === true})
      },
      error => watch.take({kind: 'no-log', at, failure: readFailure(error)}),
    )
    await watch.sleep(watch.state.labels.promoted === undefined ? logEveryMs : lastLogEveryMs)
  }
}

function noLog(watched: Exclude<WatchedFunction, {kind: 'known'}>) {
  if (watched.kind === 'unread') return watched.failure
  return {reason: 'the owning service rotates without a function', denied: false, gone: true}
}

/** CloudTrail, one name every 10 seconds. */
export async function pollEvents(watch: WatchRun): Promise<void> {
  const {secret, subject} = watch.input
  const lookups = makeLookups({...watch.context, signal: watch.signal}, secret.scope, {
    spacingMs: eventsEveryMs,
    maxPages: 5,
  })
  // Nothing can be in the trail yet of what was started just now.
  if (subject.startedHere) await watch.sleep(eventsEveryMs)
  for (let turn = 0; ; turn += 1) {
    const names = [wantedEvent(watch.state, turn)]
    lookups.refresh()
    await watch.read(
      async () => {
        const answer = await lookups.events(names, subject.startedAt - eventsLeadMs)
        watch.take({kind: 'events', at: watch.now, names, answer: narrowed(answer, secret)})
      },
      error => watch.take({kind: 'events', at: watch.now, names, answer: {kind: 'failed', reason: error.message}}),
    )
    await watch.sleep(eventsEveryMs)
  }
}

function narrowed(answer: EventsAnswer, {description}: ResolvedSecret): EventsAnswer {
  if (answer.kind !== 'read' && answer.kind !== 'cut-off') return answer
  return {...answer, events: eventsOf({arn: description.arn, name: description.name}, answer.events)}
}

/** Time alone can end a watch; and what runs is shown every second. */
export async function tick(watch: WatchRun): Promise<void> {
  const {onActivity} = watch.input.listener
  for (;;) {
    await watch.sleep(onActivity === undefined ? 5000 : 1000)
    watch.take({kind: 'time', at: watch.now})
    watch.showActivity()
  }
}
