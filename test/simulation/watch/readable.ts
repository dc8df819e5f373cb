import type {Story} from '../../support/rotation-story.ts'
import {canSee} from './lies.ts'
import type {Run} from './play.ts'

const second = 1000
/** One lagging replica is no evidence: a loss counts when it was seen twice, so far apart. */
const twiceApartMs = 4 * second
/** How long the line of the last step is waited for, once the version is current. */
const lineGraceMs = 10 * second
/** CloudWatch Logs shows a line some seconds after it was written. */
const logDelayMs = 15 * second
const watchMs = 30 * 60 * second

/**
 * When the verdict of a watch could be read: the first answered reads that hold all that the rules of transcripts.md section 4
 * ask for. undefined: nobody could read it, or only events tell, which are looked up one name every 10 seconds.
 */
export function readableAt(run: Run): number | undefined {
  const {end} = run.followed
  if (end.kind === 'succeeded') return promotionReadableAt(run)
  // Of what came before the watch only events tell who did it and when.
  if (end.kind !== 'failed' && !run.startedHere) return undefined
  if (end.kind === 'abandoned') return twice(run, labels => held(labels, run).length === 0)
  if (end.kind === 'cancelled') return cancelReadableAt(run)
  if (end.kind === 'failed' && logTells(run)) return quietReadableAt(run, end.at)
  return undefined
}

/** Whether what really happened could be read within the time of the watch, whatever verdict it came to. */
export function couldBeRead({story, weather, begunAt}: Run): boolean {
  if (!canSee(weather)) return false
  const until = begunAt + watchMs - 60 * second
  if (story.kind !== 'fails') return story.labels.at(-1)!.at + story.timeoutMs < until
  const settledAt = Math.max(story.labels.at(-1)!.at, story.failures.at(-1)!) + 4 * story.timeoutMs + 300 * second
  // Without START lines of this secret alone silence counts only once events cannot be late any more.
  return settledAt + (story.warn || story.shared ? 16 * 60 * second : logDelayMs) < until
}

type Labels = Story['labels'][number]

function promotionReadableAt(run: Run): number | undefined {
  const current = run.answered.labels.find(({shows}) => held(at(run.story, shows), run).includes('AWSCURRENT'))
  if (current === undefined) return undefined
  const finish = run.story.starts.findLast(({step, at: begun}) => step === 'finishSecret' && begun <= current.at)
  if (!logTells(run) || finish === undefined) return current.at
  const request = run.story.log.filter(line => line.at >= finish.at && line.at <= finish.at + run.story.timeoutMs)
  const visible = Math.max(...request.map(line => line.visibleAt))
  const line = run.answered.log.find(read => read >= visible) ?? Infinity
  return Math.max(current.at, Math.min(line, current.at + lineGraceMs))
}

function cancelReadableAt(run: Run): number | undefined {
  const confirmed = twice(run, labels => !labels.enabled)
  const off = run.answered.labels.find(read => !at(run.story, read.shows).enabled)
  if (confirmed === undefined || off === undefined) return undefined
  // A step that was under way when it was switched off has its time to end.
  const until = Math.max(off.at, run.story.labels.at(-1)!.at) + run.story.timeoutMs
  return run.answered.labels.find(read => read.at >= Math.max(confirmed, until))?.at
}

function quietReadableAt({answered}: Run, quietAt: number): number | undefined {
  const labels = answered.labels.find(read => read.at >= quietAt)?.at
  const log = answered.log.find(read => read >= quietAt + logDelayMs)
  return labels === undefined || log === undefined ? undefined : Math.max(labels, log)
}

/** The second answered read that shows it, far enough from the first. */
function twice(run: Run, shows: (labels: Labels) => boolean): number | undefined {
  const reads = run.answered.labels.filter(read => shows(at(run.story, read.shows)))
  const first = reads[0]
  return first === undefined ? undefined : reads.find(read => read.at - first.at >= twiceApartMs)?.at
}

function logTells({story, weather}: Run): boolean {
  return !story.warn && !story.shared && !weather.denied.has('log') && !weather.denied.has('list')
}

function at(story: Story, moment: number): Labels {
  return story.labels.findLast(labels => labels.at <= moment) ?? story.labels[0]!
}

function held(labels: Labels, {story}: Run): readonly string[] {
  return labels.staging.get(story.versionId) ?? []
}
