import {fileJournal, type OpenJournal} from '../journal/file-journal.ts'
import {lostWithoutJournal, noJournal} from '../journal/no-journal.ts'
import {SecrotError} from '../errors.ts'
import type {Ask, Clock, Context, OtherAccounts, Random} from '../operations/context.ts'
import {forCi} from '../output/foreign.ts'
import {progressOn, type ProgressView} from '../output/progress.ts'
import {themeFor, type Theme} from '../output/theme.ts'
import type {ViewOptions} from '../output/view.ts'
import {answerStream, ClosedOutput, type AnswerStream} from './answer-stream.ts'
import {machineClock, machineRandom, type CorrectedClock} from './clock.ts'
import {SANDBOX_TIME, sandboxClock} from './sandbox-clock.ts'
import {makeContext} from './context.ts'
import {deadRunsText} from './dead-runs.ts'
import {listenForInterrupt} from './interrupt.ts'
import {asker, askLine, canAsk} from './prompts.ts'
import {commandScope, type AwsFlagValues} from './scope.ts'
import {stateFolder} from './state-folder.ts'
import type {OutputStream, Surroundings} from './surroundings.ts'

export interface RunOptions {
  readonly command: string
  readonly argv: readonly string[]
  readonly json: boolean
  readonly userAgent: readonly [string, string]
  /** Where the packages of the rotators lie. */
  readonly rotatorsFolder: string
}

/** Values of `changeFlags` that decide about the journal. */
export interface ChangeFlagValues {
  readonly 'dry-run'?: boolean
  readonly 'no-journal'?: boolean
}

/** What a command adds to its Context. */
export interface OtherParts {
  readonly resumes?: string | undefined
  readonly undoes?: string | undefined
  readonly otherAccounts?: OtherAccounts | undefined
}

/** What one run of a command holds: streams, abort signal, journal, Context. */
export class Run {
  readonly clock: Clock
  readonly random: Random
  readonly answer: AnswerStream
  readonly progress: ProgressView
  readonly #machine: CorrectedClock
  readonly #surroundings: Surroundings
  readonly #options: RunOptions
  readonly #abort = new AbortController()
  readonly #stopListening: () => void
  #journal: OpenJournal = noJournal()
  #startedAt: number

  constructor(surroundings: Surroundings, options: RunOptions) {
    this.#surroundings = surroundings
    this.#options = options
    const folder = surroundings.env[SANDBOX_TIME]
    this.#machine =
      folder === undefined ? machineClock() : sandboxClock(machineClock(), folder, surroundings.env['AWS_ENDPOINT_URL'])
    this.clock = surroundings.clock ?? this.#machine
    this.random = surroundings.random ?? machineRandom()
    this.#startedAt = this.clock.now()
    this.answer = answerStream(surroundings.stdout, () => this.#abort.abort(new ClosedOutput()))
    this.progress = progressOn({
      stream: surroundings.stderr,
      theme: this.#themeOf(surroundings.stderr),
      env: surroundings.env,
      warningsOnly: options.json,
    })
    this.#stopListening = listenForInterrupt(this.#abort, surroundings.interrupt)
  }

  /** On AWS's clock as soon as that is known. */
  get startedAt(): number {
    return this.#startedAt
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Questions of this run. */
  get ask(): Ask {
    const pause = (): void => this.progress.pause()
    return asker(this.#surroundings, {json: this.#options.json, signal: this.signal, pause})
  }

  /** How a stream wants to be written to. */
  viewOptions(stream: OutputStream, local: boolean): ViewOptions {
    const tty = stream.isTTY === true
    const columns = tty ? (stream.columns ?? 80) : Number.POSITIVE_INFINITY
    return {columns, tty, theme: this.#themeOf(stream), local, now: this.clock.now()}
  }

  /** Makes the Context. With `changes` the journal is checked before anything is sent. */
  async context(
    flags: AwsFlagValues,
    region: string | undefined,
    changes: ChangeFlagValues | undefined,
    other: OtherParts = {},
  ): Promise<Context> {
    const command = await commandScope(flags, this.#surroundings.env, region)
    if (changes !== undefined) await this.#openJournal(changes, other, () => context)
    const mayAsk = canAsk(this.#surroundings, this.#options.json)
    const context: Context = makeContext(command, {
      clock: this.clock,
      ...(this.#surroundings.clock === undefined ? {hear: (at: number) => this.#hear(at)} : {}),
      random: this.random,
      journal: this.#journal,
      stateFolder: stateFolder(this.#surroundings.env),
      rotatorsFolder: this.#options.rotatorsFolder,
      ask: this.ask,
      progress: this.progress,
      signal: this.signal,
      env: this.#surroundings.env,
      userAgent: this.#options.userAgent,
      otherAccounts: other.otherAccounts,
      ...(mayAsk ? {askMfaCode: serial => this.#askMfaCode(serial)} : {}),
    })
    this.#surroundings.onContext?.(context)
    return context
  }

  /** Ends the run: the journal gets its end, the answer is flushed, nothing listens any more. */
  async end(exitCode: number): Promise<void> {
    this.progress.pause()
    await this.#endJournal(exitCode)
    await this.answer.flush()
    this.answer.release()
    this.#stopListening()
  }

  /** The answer is given already: an end that cannot be written any more is said beside it. */
  async #endJournal(exitCode: number): Promise<void> {
    try {
      await this.#journal.close(exitCode)
    } catch (error) {
      if (!(error instanceof SecrotError)) throw error
      this.progress.warn(`The end of this run could not be journaled. ${error.message}`)
    }
  }

  async #openJournal(
    changes: ChangeFlagValues,
    other: {readonly resumes?: string | undefined; readonly undoes?: string | undefined},
    context: () => Context,
  ): Promise<void> {
    if (changes['dry-run'] === true) return
    if (changes['no-journal'] === true) {
      this.progress.warn(lostWithoutJournal)
      return
    }
    this.#journal = fileJournal({
      stateFolder: stateFolder(this.#surroundings.env),
      command: this.#options.command,
      argv: this.#options.argv,
      ...other,
      now: () => this.clock.now(),
      randomBytes: length => this.random.bytes(length),
      about: async () => {
        const {scope} = context()
        const caller = await context().caller()
        return {account: caller.accountId, region: scope.region, caller: caller.arn}
      },
    })
    await this.#journal.check()
    const dead = await deadRunsText(stateFolder(this.#surroundings.env), other.resumes)
    if (dead !== undefined) this.#sayInOneLine(dead)
  }

  /** Not broken between words, so that the command in it can be pasted. */
  #sayInOneLine(text: string): void {
    const {stderr, env} = this.#surroundings
    this.progress.pause()
    stderr.write(forCi(`${this.#themeOf(stderr).mark('warning')} ${text}\n`, env))
  }

  /** A clock that is corrected was wrong at the start as well. */
  #hear(serverTime: number): number | undefined {
    const before = this.#machine.now()
    const skewMs = this.#machine.hear(serverTime)
    this.#startedAt += this.#machine.now() - before
    return skewMs
  }

  #themeOf(stream: OutputStream): Theme {
    const noColor = this.#options.argv.includes('--no-color')
    return themeFor({isTTY: stream.isTTY === true, env: this.#surroundings.env, noColor})
  }

  #askMfaCode(serial: string): Promise<string> {
    this.progress.pause()
    return askLine(this.#surroundings, `MFA code for ${serial}:`, {masked: true, signal: this.signal})
  }
}
