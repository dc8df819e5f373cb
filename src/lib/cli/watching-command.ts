import type {WatchEnd} from '../history/watch/ends.ts'
import type {WatchLine} from '../history/watch/lines.ts'
import {maskOf} from '../history/mask.ts'
import type {Context} from '../operations/context.ts'
import type {WatchListener} from '../operations/watch-run.ts'
import type {WatchWishes} from '../operations/watch-subject.ts'
import {exitOfWatch, watchEndView, watchNext, type EndAbout} from '../output/views/watch-end.ts'
import {activityView, watchLineView} from '../output/views/watch-line.ts'
import {BaseCommand} from './base-command.ts'
import type {WatchFlagValues} from './watch-flags.ts'

export interface ShownWatch extends WatchWishes {
  readonly functionProfile?: string | undefined
  readonly unhide?: (text: string) => string
  readonly listener: WatchListener
  /** Gives the keyboard back. */
  stop(): void
}

/** What `rotate --watch` and `watch` share: the timeline as it grows, its keys, and the verdict. */
export abstract class WatchingCommand extends BaseCommand {
  /** How the flags want a rotation to be followed, shown line by line. Keys: `l` log lines, `d` or Ctrl-C leave. */
  protected showWatch(context: Context, flags: WatchFlagValues): ShownWatch {
    const detach = new AbortController()
    let withLogs = this.withLogs(context, flags)
    const stop = this.keys(key => {
      if (key === 'l') withLogs = !withLogs
      if (key === 'd' || key === '\u0003') detach.abort(new Error('left by a key'))
    })
    const live = this.stderrView.tty && !this.jsonEnabled()
    return {
      settleMs: flags.settle,
      timeoutMs: flags.timeout,
      failFast: flags['fail-fast'],
      functionProfile: flags['function-profile'],
      ...(flags['show-logs'] === true ? {unhide: maskOf([])} : {}),
      listener: {
        detach: detach.signal,
        onLine: line => this.#line(line, withLogs),
        ...(live
          ? {
              onActivity: activity =>
                context.progress.activity(activity === undefined ? '' : activityView(activity, this.stderrView)),
            }
          : {}),
      },
      stop,
    }
  }

  /** Whether `--show-logs` was given, and what it means said. */
  protected withLogs(context: Context, flags: WatchFlagValues): boolean {
    const withLogs = flags['show-logs'] ?? false
    if (withLogs) {
      context.progress.warn('--show-logs shows what the function wrote, secrets too: this run reads no value to mask.')
    }
    return withLogs
  }

  /** The verdict with its exit code, and where to go from here. */
  protected showEnd(end: WatchEnd, named: Omit<EndAbout, 'hasCommand'>): void {
    const about = {...named, hasCommand: (command: string) => this.config.findCommand(command) !== undefined}
    this.exitWith(exitOfWatch(end))
    if (this.jsonEnabled()) return
    this.write(watchEndView(end, about, this.stdoutView))
    const next = watchNext(end, about)
    if (next !== undefined) this.note(next)
  }

  #line(line: WatchLine, withLogs: boolean): void {
    if (this.jsonEnabled() || (line.kind === 'log' && !withLogs)) return
    this.write(watchLineView(line, this.stdoutView))
  }
}
