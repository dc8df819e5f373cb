import {EXIT, SecrotError} from '../errors.ts'
import {leftBehind} from '../history/watch/end-of.ts'
import type {WatchEnd} from '../history/watch/ends.ts'
import type {WatchLine} from '../history/watch/lines.ts'
import type {Context} from './context.ts'
import {pollerActions, pollEvents, pollLabels, pollLog, tick} from './watch-pollers.ts'
import {WatchRun, type FollowInput} from './watch-run.ts'

export const followActions = pollerActions

export interface Followed {
  readonly end: WatchEnd
  readonly lines: readonly WatchLine[]
}

/**
 * Follows one version to its verdict: labels every 2 seconds, the log as often, CloudTrail one name every 10 seconds.
 * A read that fails is one more poll. Expired credentials are asked for once, where somebody can answer. Ctrl-C or
 * `detach` end with `left`. Throws bugs, and what closed the output.
 */
export async function follow(context: Context, input: FollowInput): Promise<Followed> {
  const {subject, listener} = input
  const stop = new AbortController()
  const signals = [context.signal, stop.signal, ...(listener.detach === undefined ? [] : [listener.detach])]
  const watch = new WatchRun(context, input, AbortSignal.any(signals))
  watch.take(...input.first)
  const pollers = [pollLabels(watch), pollLog(watch), pollEvents(watch), tick(watch)]
  try {
    const end = await Promise.race([watch.ended, ...pollers.map(poller => poller.then(() => watch.ended))])
    return {end, lines: watch.lines}
  } catch (error) {
    const left = listener.detach?.aborted === true || isInterrupt(context.signal)
    if (!left) throw error
    return {end: leftBehind(watch.state, context.clock.now()), lines: watch.lines}
  } finally {
    stop.abort(new Error(`the watch of ${subject.versionId} is over`))
    await Promise.allSettled(pollers)
    listener.onActivity?.(undefined)
  }
}

function isInterrupt(signal: AbortSignal): boolean {
  const reason: unknown = signal.reason
  return signal.aborted && reason instanceof SecrotError && reason.exit === EXIT.interrupted
}
