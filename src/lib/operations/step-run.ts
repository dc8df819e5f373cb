import type {TargetKind} from '../doctor/facts.ts'
import type {RotationStep} from '../rotation/secret.ts'
import {wantsTrust} from '../rotation/hand-sent.ts'
import {lackOf} from '../rehearse/record.ts'
import type {Context} from './context.ts'
import {stepAhead, type StepAhead} from './step-ahead.ts'
import {type StepState, changeBetween, type StepChange} from './step-change.ts'
import {sendOne, type StepRecord} from './step-send.ts'
import type {TargetRun} from './target-run.ts'
import {testIsSafe, trustMissing, type StepSession} from './step-session.ts'

/** Told of everything that is to be shown. */
export interface StepListener {
  /** Once, before anything is asked; `start` is the step that comes first. */
  onBegin(session: StepSession, start: RotationStep): void
  /** `first`: no event was shown so far. `missing`: why it is not sent as things are. */
  onAhead(ahead: StepAhead, more: {readonly first: boolean; readonly missing: string | undefined}): void
  onSent(record: StepRecord): void
  /** Asked for with a letter. */
  onEvent(ahead: StepAhead): void
  onLog(record: StepRecord): void
  onChanges(sinceStart: StepChange, last: StepRecord): void
}

export interface StepRunOptions {
  readonly yes?: boolean | undefined
  readonly only?: RotationStep | undefined
  readonly until?: RotationStep | undefined
  readonly readValues: boolean
  /** Who is asked after each step. Absent: nobody. */
  readonly asked: TargetKind | undefined
  readonly showLogs: boolean
  readonly listener: StepListener
}

/** The steps of one session as they are sent. */
export class StepRun {
  readonly context: Context
  readonly session: StepSession
  readonly sent: StepRecord[] = []
  now: StepState
  readonly #options: StepRunOptions
  readonly #began: StepState
  readonly #digestKey: Uint8Array
  readonly #run: TargetRun
  readonly #target: TargetKind | undefined
  #announced = false

  constructor(run: TargetRun, session: StepSession, options: StepRunOptions, now: StepState) {
    const {context} = run
    this.context = context
    this.#run = run
    this.#target = options.asked
    this.session = session
    this.now = now
    this.#began = now
    this.#options = options
    this.#digestKey = context.random.bytes(32)
  }

  /** Shows a step before it is asked for or sent. */
  announce(step: RotationStep): void {
    const missing = trustMissing(this.session, step)
    this.#options.listener.onAhead(this.ahead(step), {first: !this.#announced, missing})
    this.#announced = true
  }

  ahead(step: RotationStep): StepAhead {
    return stepAhead(this.context, this.session, step, this.now)
  }

  /** The plain question before testSecret goes to a function of which neither a rehearsal nor a flag says that it may. */
  async mayTest(step: RotationStep): Promise<boolean> {
    if (wantsTrust(step) || testIsSafe(this.session)) return true
    const message = `${lackOf(this.session.rehearsal, this.session.function.name)}. Send ${step} all the same?`
    const answer = this.#options.yes === true ? true : undefined
    return this.context.ask.confirm({message, answeredBy: '--yes', answer})
  }

  async send(step: RotationStep): Promise<StepRecord> {
    const {showLogs, readValues, listener} = this.#options
    const again = this.sent.some(record => record.step === step)
    const {record, now} = await sendOne(this.context, this.session, step, this.now, {
      showLogs,
      readsValues: readValues,
      again,
      run: this.#run,
      target: this.#target,
      digestKey: this.#digestKey,
    })
    this.now = now
    this.sent.push(record)
    listener.onSent(record)
    return record
  }

  showEvent(step: RotationStep): void {
    this.#options.listener.onEvent(this.ahead(step))
  }

  showLog(): void {
    const last = this.sent.at(-1)
    if (last !== undefined) this.#options.listener.onLog(last)
  }

  showChanges(): void {
    const last = this.sent.at(-1)
    if (last !== undefined)
      this.#options.listener.onChanges(changeBetween(this.#began, this.now, this.#digestKey), last)
  }
}
