import {callerText} from '../arn.ts'
import {EXIT, type SecrotError} from '../errors.ts'
import {maskOf} from '../history/mask.ts'
import type {Context} from '../operations/context.ts'
import {functionWords} from '../operations/function-words.ts'
import type {Candidate} from '../operations/rotate-candidates.ts'
import type {ManyList, RotateManyOptions, RotateManyResult} from '../operations/rotate-many.ts'
import type {SecretOutcome} from '../operations/rotate-many-work.ts'
import {visible} from '../output/foreign.ts'
import {manyListView} from '../output/views/rotate-many-list.ts'
import {exitOfMany} from '../output/views/rotate-many-words.ts'
import {manySummaryView} from '../output/views/rotate-many.ts'
import {watchEndView, watchNext, type EndAbout} from '../output/views/watch-end.ts'
import {activityView, watchLineView} from '../output/views/watch-line.ts'
import {cellWidth, cutMiddle, hanging} from '../output/width.ts'
import {shellCommand} from '../shell-words.ts'
import type {RotateManyFlagValues} from './rotate-many-flags.ts'
import {WatchingCommand} from './watching-command.ts'
import type {WatchFlagValues} from './watch-flags.ts'

/** The name before a line of one secret of many takes at most this part of a terminal. */
const prefixShare = 0.25

/** Several rotations that are followed at the same time: each line begins with the name of its secret. */
export abstract class ManyWatchingCommand extends WatchingCommand {
  #prefixWidth = 0
  readonly #hasCommand = (command: string): boolean => this.config.findCommand(command) !== undefined

  /** The parts of `rotateMany` that show something. Lines are those of one rotation; there are no keys. */
  protected async manyShown(
    context: Context,
    flags: WatchFlagValues,
  ): Promise<Pick<RotateManyOptions, 'watch' | 'listener' | 'onList'>> {
    const withLogs = this.withLogs(context, flags)
    const caller = callerText((await context.caller()).arn)
    const activities = new Map<Candidate, string>()
    const live = this.stderrView.tty && !this.jsonEnabled()
    const showActivity = (): void => {
      const text = [...activities.values()].join(` ${this.stderrView.theme.signs.dot} `)
      context.progress.activity(cutMiddle(text, this.stderrView.columns - 4, this.stderrView.theme.signs.ellipsis))
    }
    return {
      watch: {
        settleMs: flags.settle,
        timeoutMs: flags.timeout,
        failFast: flags['fail-fast'],
        functionProfile: flags['function-profile'],
        ...(withLogs ? {unhide: maskOf([])} : {}),
      },
      listener: {
        onLine: (one, line) => {
          if (line.kind === 'log' && !withLogs) return
          this.#write(one, columns => watchLineView(line, {...this.stdoutView, columns}))
        },
        onOutcome: (one, outcome) => {
          activities.delete(one)
          this.#outcome(context, one, outcome)
        },
        ...(live
          ? {
              onActivity: (one, activity) => {
                if (activity === undefined) activities.delete(one)
                else activities.set(one, `${one.name}: ${activityView(activity, this.stderrView)}`)
                showActivity()
              },
            }
          : {}),
      },
      onList: list => this.#list(context, caller, list),
    }
  }

  /** The table at the end, its exit code, and where to go from here. */
  protected showMany(context: Context, result: RotateManyResult, flags: RotateManyFlagValues & WatchFlagValues): void {
    const exit = exitOfMany(result)
    if (exit !== EXIT.done) this.exitWith(exit)
    const told = result.outcomes.some(({kind}) => kind === 'followed' || kind === 'failed')
    if (told && !this.jsonEnabled()) this.write('')
    this.show(manySummaryView, result)
    for (const line of this.#nextLines(context, result, flags)) this.note(line)
  }

  #list(context: Context, caller: string, list: ManyList): void {
    const names = list.candidates.filter(one => one.kind !== 'refused').map(one => cellWidth(visible(one.name)))
    const most = this.stdoutView.tty ? Math.max(14, Math.floor(this.stdoutView.columns * prefixShare)) : Infinity
    this.#prefixWidth = Math.min(most, Math.max(0, ...names))
    const about = {
      callerText: caller,
      endpointUrl: context.scope.endpointsText ?? context.scope.endpointUrl,
      hasCommand: this.#hasCommand,
    }
    this.note(manyListView(about)(list, this.stderrView))
  }

  #outcome(context: Context, one: Candidate, outcome: SecretOutcome): void {
    if (outcome.kind === 'failed') return this.#write(one, columns => this.#failure(outcome.error, columns))
    if (outcome.kind !== 'followed') return
    const about = this.#about(context, one)
    this.#write(one, columns => watchEndView(outcome.followed.end, about, {...this.stdoutView, columns}))
  }

  #failure({code, message, exit, hint}: SecrotError, columns: number): string {
    const text = `${code}: ${visible(message).replace(/\.$/, '')} (exit ${exit})`
    const line = hanging(`${this.stdoutView.theme.mark('bad')} `, text, columns)
    return hint === undefined ? line : `${line}\n  ${visible(hint)}`
  }

  #write(one: Candidate, view: (columns: number) => string): void {
    if (this.jsonEnabled()) return
    const {columns, theme} = this.stdoutView
    const name = cutMiddle(visible(one.name), this.#prefixWidth, theme.signs.ellipsis)
    const prefix = `${name}${' '.repeat(Math.max(0, this.#prefixWidth - cellWidth(name)))}  `
    const lines = view(columns - this.#prefixWidth - 2).split('\n')
    this.write(lines.map(line => `${theme.dim(prefix)}${line}`).join('\n'))
  }

  #about(context: Context, one: Candidate): EndAbout {
    const secret = one.kind === 'ready' ? one.plan.secret : one.secret
    const words =
      one.kind === 'ready' ? one.plan.words : [secret?.arn ?? one.name, ...context.scopeFlags(secret?.scope).secrot]
    return {name: one.name, words, hasCommand: this.#hasCommand}
  }

  /** First what ended badly, then how to go on with the rest. */
  #nextLines(
    context: Context,
    result: RotateManyResult,
    flags: RotateManyFlagValues & WatchFlagValues,
  ): readonly string[] {
    const {outcome, runId, outcomes, candidates} = result
    if (outcome === 'planned' || outcome === 'declined' || outcome === 'nothing') return []
    const bad = outcomes.findIndex(one => one.kind === 'followed' && exitOf(one) === EXIT.unsafe)
    const found = outcomes[bad]
    const about = found === undefined ? undefined : this.#about(context, candidates[bad]!)
    const first =
      found?.kind === 'followed' && about !== undefined
        ? watchNext(found.followed.end, {...about, functionWords: functionWords(context, flags['function-profile'])})
        : undefined
    const resume = outcome === 'ended' ? undefined : resumeLine(context, runId, flags)
    const lines = [first, resume].filter(line => line !== undefined)
    return lines.length === 0 && exitOfMany(result) === EXIT.done ? ['Consumers were not looked at.'] : lines
  }
}

function exitOf(outcome: SecretOutcome & {kind: 'followed'}): number {
  const {kind} = outcome.followed.end
  return kind === 'failed' || kind === 'abandoned' || kind === 'cancelled' ? EXIT.unsafe : EXIT.done
}

function resumeLine(
  context: Context,
  runId: string | undefined,
  flags: RotateManyFlagValues & WatchFlagValues,
): string {
  if (runId === undefined) return 'No journal was kept (--no-journal), so the rest has to be named again.'
  const words = [
    'secrot',
    'rotate',
    '--resume',
    runId,
    ...(flags.concurrency === undefined ? [] : ['--concurrency', String(flags.concurrency)]),
    ...(flags['keep-going'] === true ? ['--keep-going'] : []),
    ...functionWords(context, flags['function-profile']),
    ...context.scopeFlags().secrot,
  ]
  return `The rest: ${shellCommand(words)}`
}
