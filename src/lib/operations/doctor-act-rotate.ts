import type {WatchEnd} from '../history/watch/ends.ts'
import type {WatchLine} from '../history/watch/lines.ts'
import {type Repairing, RepairStopped} from './doctor-act-state.ts'
import {seeLabels} from './see-labels.ts'
import {rotate, rotateActions} from './rotate.ts'

export const doctorRotateActions = rotateActions

/** Starts a rotation with a new token and follows it to its end; asked for before, in the question of the repair. */
export async function rotateNow(repair: Repairing): Promise<void> {
  const {run, facts, events} = repair
  const {context, options} = run
  repair.callsMade += 1
  const result = await rotate(context, {
    secretId: facts.arn,
    yes: true,
    allow: ['rotation-off'],
    dryRun: false,
    rehearsalSaid: true,
    onPlan: plan =>
      events.onStep({at: context.clock.now(), ok: true, name: 'rotation', text: `starts with ${plan.versionId}`}),
    watch: () => ({
      timeoutMs: options.timeoutMs,
      listener: {onLine: line => tell(repair, line)},
      stop: () => context.progress.activity(''),
    }),
  })
  const seen = await seeLabels(run.context, facts.arn, () => true)
  if (seen !== undefined) repair.now = seen.description
  const end = result.watched?.end
  if (end?.kind !== 'succeeded') throw new RepairStopped(endText(end))
}

function tell({events}: Repairing, line: WatchLine): void {
  if (line.kind !== 'step') return
  const seconds = line.durationMs === undefined ? '' : ` ${(line.durationMs / 1000).toFixed(1)}s`
  const ok = line.outcome === 'ok'
  const name = `${line.step ?? 'step'}${line.certain ? '' : ' ~'}`
  events.onStep({
    at: line.at,
    ok,
    name,
    text: `${line.outcome}${seconds}${line.text === undefined ? '' : `: ${line.text}`}`,
  })
}

function endText(end: WatchEnd | undefined): string {
  if (end === undefined) return 'the rotation was not followed'
  if (end.kind === 'failed')
    return `the rotation failed${end.step === undefined ? '' : ` in ${end.step}`}${end.text === undefined ? '' : `: ${end.text}`}`
  return `the rotation ended: ${end.kind}`
}
