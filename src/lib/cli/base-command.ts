import {Command, Flags} from '@oclif/core'
import {EXIT, type ExitCode} from '../errors.ts'
import type {Ask, Clock, Context, Progress} from '../operations/context.ts'
import type {ListText} from '../operations/secret-list.ts'
import {forCi} from '../output/foreign.ts'
import {headerLine, type HeaderFacts} from '../output/header.ts'
import {jsonWithArray, type JsonWithArray} from '../output/json-array.ts'
import {toJson, toJsonLine} from '../output/json.ts'
import type {View, ViewOptions} from '../output/view.ts'
import {ClosedOutput} from './answer-stream.ts'
import type {AfterCrash, ContextOptions} from './command-options.ts'
import {failureOf} from './failure.ts'
import {listenForKeys} from './keys.ts'
import {otherAccountsOf} from './other-accounts.ts'
import {checkOneFormat, errorJson, failureJson, failureText, wantsJson, type Envelope} from './report.ts'
import {regionOfSecrets} from './region-of-secrets.ts'
import {rotatorsFolder} from './rotators-folder.ts'
import {Run} from './run.ts'
import type {AwsFlagValues} from './scope.ts'
import {checkPrintable} from './printable.ts'
import {pickSecret, secretMissing} from './secret-picker.ts'
import type {GivenValue} from '../operations/put-options.ts'
import {readListText} from './secret-list-source.ts'
import type {ValueInput} from './value-input.ts'
import {surroundingsOf, type OutputStream, type Surroundings} from './surroundings.ts'

/** What all commands share: the Context, the ways to show an answer, and the one place where a failure becomes an exit code. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true
  static override baseFlags = {'no-color': Flags.boolean({description: 'No colours; NO_COLOR=1 does the same.'})}
  /** The AWS actions the command may call; a test fails when it calls another. */
  static actions: readonly string[] = []
  /** Absent: a person has to look first. */
  static afterCrash: AfterCrash | undefined

  #run: Run | undefined
  #local = false
  #shownAt: number | undefined
  #begun: JsonWithArray | undefined
  #failed = false
  #followUp: readonly string[] | undefined

  /** Makes the Context of this run. Throws what `commandScope` throws, REGION_CONFLICT and SECRET_ID_MALFORMED (exit 2), and JOURNAL_NOT_WRITABLE (exit 1). */
  protected async context(
    flags: AwsFlagValues & {readonly local?: boolean; readonly config?: string | undefined},
    options: ContextOptions = {},
  ): Promise<Context> {
    this.showLocal(flags.local ?? false)
    const region = regionOfSecrets(options.secrets ?? [], flags, options.functionId)
    const {resumes = this.#surroundings.resumes, undoes} = options
    const otherAccounts = 'config' in this.ctor.flags ? otherAccountsOf(flags, this.#surroundings.env) : undefined
    return this.#live.context(flags, region, options.changes, {resumes, undoes, otherAccounts})
  }

  /** `--local`: times carry the machine's offset. For commands that need no Context. */
  protected showLocal(local: boolean): void {
    this.#local = local
  }

  /** SECRET as typed, or chosen from a picker. Throws SECRET_MISSING (exit 2) where nobody can choose. */
  protected async secret(context: Context, typed: string | undefined): Promise<string> {
    if (typed !== undefined) return typed
    if (!context.ask.interactive) throw secretMissing(this.#name)
    return pickSecret(context, this.#surroundings, this.stderrView)
  }

  /** A new value from where `--from` says, standard input or a question that does not show it. Throws what `readValueInput` throws. */
  protected valueInput(from: string | undefined, name: string): Promise<GivenValue> {
    return this.valueFrom({from}, `New value of ${name}`)
  }

  /** The same for a flag of another name, asked with other words. */
  protected async valueFrom(input: Pick<ValueInput, 'from' | 'flag' | 'onlyNamed'>, what: string): Promise<GivenValue> {
    const {readValueInput} = await import('./value-input.ts')
    const {progress, signal} = this.#live
    const pause = (): void => progress.pause()
    return readValueInput(this.#surroundings, {...input, json: this.jsonEnabled(), signal, pause}, what)
  }

  /** The list that `--from FILE|-`, or a flag of another name, names. Throws what `readListText` throws. */
  protected listText(from: string, flag = '--from'): Promise<ListText> {
    return readListText(from, this.#surroundings, flag)
  }

  /** From now on ages and dates are those of this moment, epoch ms, at which an answer begins. Absent: when it is shown. */
  protected showAsOf(at: number): void {
    this.#shownAt = at
  }

  /** The answer, on stdout. With --json nothing: the object that `run` returns is the answer. */
  protected show<Result>(view: View<Result>, result: Result): void {
    if (!this.jsonEnabled()) this.write(view(result, this.stdoutView))
  }

  /** A finished piece of the answer, on stdout; a line break is added. Not with --json. */
  protected write(text: string): void {
    this.#live.progress.pause()
    this.#live.answer.write(forCi(`${text}\n`, this.#surroundings.env))
  }

  /**
   * A bare value on stdout, byte for byte; on a terminal a line break follows. Throws VALUE_NOT_PRINTABLE (exit 3) where
   * it would steer the terminal.
   */
  protected writeBare(value: string | Uint8Array): void {
    this.#live.progress.pause()
    const {tty} = this.stdoutView
    if (tty) checkPrintable(value)
    this.#live.answer.write(value)
    if (tty) this.#live.answer.write('\n')
  }

  /** An empty screen, where the answer goes to a terminal; what scrolled out of it stays. */
  protected clear(): void {
    if (!this.stdoutView.tty) return
    this.#live.progress.pause()
    this.#live.answer.write('\u001B[H\u001B[2J')
  }

  /** One object of `--format ndjson`. */
  protected writeLine(object: unknown): void {
    this.#live.answer.write(`${toJsonLine(object)}\n`)
  }

  /**
   * With --json: items of the answer's member `array`, written at once; without one the array is only begun. The object
   * that `run` returns then holds the other members.
   */
  protected writeItems(array: string, ...items: readonly unknown[]): void {
    if (!this.jsonEnabled()) return
    const {schemaVersion, command, startedAt} = this.#envelope()
    this.#begun ??= jsonWithArray(text => this.#live.answer.write(text), {schemaVersion, command, startedAt}, array)
    for (const item of items) this.#begun.add(item)
  }

  /** The line above an answer, on stderr. Not with --json. */
  protected header(facts: HeaderFacts): void {
    this.note(headerLine(facts, this.stderrView))
  }

  /** A line about the answer, on stderr: hints, what was not read. Not with --json. */
  protected note(text: string): void {
    if (this.jsonEnabled()) return
    this.#live.progress.pause()
    this.#surroundings.stderr.write(forCi(`${text}\n`, this.#surroundings.env))
  }

  /** Single keys while something is shown, where somebody sits at a terminal. Returns how to stop listening. */
  protected keys(onKey: (key: string) => void): () => void {
    return listenForKeys(this.#surroundings, this.jsonEnabled(), onKey)
  }

  /** The last line: the next command, complete and quoted (`shellCommand`). */
  protected next(command: string): void {
    const {onNext} = this.#surroundings
    if (onNext === undefined) this.note(`Next: ${command}`)
    else onNext(command)
  }

  /** The code that this run ends with although it has an answer: 3 and 4 come with a result. */
  protected exitWith(code: ExitCode): void {
    process.exitCode = code
  }

  /** Once this command has ended, the one of this command line runs in the same process. */
  protected goOnWith(argv: readonly string[]): void {
    this.#followUp = argv
  }

  /** What `goOnWith` was told; absent: nothing follows. */
  get followUp(): readonly string[] | undefined {
    return this.#followUp
  }

  protected get stdoutView(): ViewOptions {
    return this.#viewOf(this.#surroundings.stdout)
  }

  protected get stderrView(): ViewOptions {
    return this.#viewOf(this.#surroundings.stderr)
  }

  #viewOf(stream: OutputStream): ViewOptions {
    const options = this.#live.viewOptions(stream, this.#local)
    return this.#shownAt === undefined ? options : {...options, now: this.#shownAt}
  }

  /** What commands that need no AWS work with. */
  protected get tools(): {
    readonly env: NodeJS.ProcessEnv
    readonly ask: Ask
    readonly clock: Clock
    readonly progress: Progress
    readonly signal: AbortSignal
    readonly surroundings: Surroundings
  } {
    const {ask, clock, progress, signal} = this.#live
    return {env: this.#surroundings.env, surroundings: this.#surroundings, ask, clock, progress, signal}
  }

  protected override async init(): Promise<void> {
    await super.init()
    checkOneFormat(this.argv)
  }

  override jsonEnabled(): boolean {
    return wantsJson(this.argv)
  }

  override log(message = ''): void {
    if (!this.jsonEnabled()) this.write(message)
  }

  override logToStderr(message = ''): void {
    this.note(message)
  }

  override logJson(json: unknown): void {
    if (this.#begun === undefined) this.#live.answer.write(`${toJson(json)}\n`)
    else this.#begun.end(json as object)
  }

  override warn(input: Error | string): Error | string {
    this.#live.progress.warn(typeof input === 'string' ? input : input.message)
    return input
  }

  protected override toSuccessJson(result: unknown): unknown {
    return {...this.#envelope(), ...(result as object)}
  }

  /** oclif ends with different codes with and without --json; here both modes take the same way. */
  protected override catch(thrown: Error): Promise<void> {
    // A refused argument list was parsed all the same; oclif would warn under NODE_ENV=test or development.
    this.parsed = true
    const {signal} = this.#live
    const reason: unknown = signal.aborted && thrown.name === 'AbortError' ? signal.reason : thrown
    if (reason instanceof ClosedOutput) return Promise.resolve()
    this.#failed = true
    const json = this.ctor.enableJsonFlag ? {json: undefined} : {}
    const flags = {...this.ctor.flags, ...this.ctor.baseFlags, ...json}
    const failure = failureOf(reason, {command: this.#name, flags: Object.keys(flags)})
    process.exitCode = failure.exit
    this.#live.progress.pause()
    if (this.#begun !== undefined) this.#begun.end({...this.#envelope(), error: errorJson(failure)})
    else if (this.jsonEnabled()) this.#live.answer.write(failureJson(failure, this.#envelope()))
    else this.#surroundings.stderr.write(failureText(failure, this.#surroundings, this.argv))
    return Promise.resolve()
  }

  /**
   * Runs the command to its very end: oclif writes the JSON answer after `finally`. Called by cli/main.ts and
   * cli/run-again.ts. Returns whether it came to an answer; what failed has been said.
   */
  async start(): Promise<{readonly answered: boolean}> {
    try {
      await this._run()
      return {answered: !this.#failed}
    } finally {
      await this.#live.end(this.#exitCode())
      // Whoever closed stdout has what they wanted.
      if (this.#live.answer.closed) process.exitCode = EXIT.done
    }
  }

  /** Machinery of the run, made with the first use. */
  get #live(): Run {
    this.#run ??= new Run(this.#surroundings, {
      command: this.id ?? '',
      argv: this.argv,
      json: this.jsonEnabled(),
      userAgent: [this.config.bin, this.config.version],
      rotatorsFolder: rotatorsFolder(this.config.root),
    })
    return this.#run
  }

  get #surroundings(): Surroundings {
    return surroundingsOf(this.config)
  }

  get #name(): string {
    return `${this.config.bin} ${(this.id ?? '').replaceAll(':', ' ')}`
  }

  #exitCode(): ExitCode {
    return (process.exitCode ?? EXIT.done) as ExitCode
  }

  #envelope(): Envelope {
    return {
      schemaVersion: 1,
      command: (this.id ?? '').replaceAll(':', ' '),
      startedAt: new Date(this.#live.startedAt).toISOString(),
      endedAt: new Date(this.#live.clock.now()).toISOString(),
      exitCode: this.#exitCode(),
    }
  }
}
