import type {SandboxSnapshot} from '../../../src/lib/sandbox/frame.ts'
import type {CallRecordEntry} from '../../../src/lib/sandbox/kernel.ts'
import {Checker} from './checker.ts'
import {Journals} from './journals.ts'
import {inProcessRotator, runModel} from './model.ts'
import {beginningKey, type Beginning, type CrashPlan} from './plan.ts'
import {play, type Played} from './play.ts'
import {buildStage, type Stage} from './stage.ts'

interface Ready {
  readonly stage: Stage
  readonly begin: SandboxSnapshot
  readonly checker: Checker
  readonly hands: {die?: () => void; readonly rule: {index: number | undefined}}
}

/** Model runs: everything in this process, in virtual time, each from the snapshot of its beginning. */
export class ModelRuns implements AsyncDisposable {
  readonly #ready = new Map<string, Promise<Ready>>()

  async play(plan: CrashPlan): Promise<Played & {readonly stage: Stage; readonly record: readonly CallRecordEntry[]}> {
    const {stage, begin, checker, hands} = await this.#of(plan)
    stage.sandbox.restore(begin)
    const journals = new Journals()
    let runs = 0
    checker.journaled = action => journals.isJournaled(action)
    const played = await play(plan, {
      stage,
      checker,
      deathRule: hands.rule,
      secrot: command => {
        runs += 1
        const onStart = (die: () => void): void => {
          hands.die = die
        }
        return runModel({stage, seed: plan.seed * 100 + runs, journals, onStart}, command)
      },
    })
    return {...played, stage, record: stage.sandbox.callRecord.entries()}
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const ready of this.#ready.values()) await (await ready).stage.sandbox.stop()
  }

  #of({target, history, attempts, trailDelayMs}: CrashPlan): Promise<Ready> {
    const beginning = {target, history, attempts, trailDelayMs}
    const key = beginningKey(beginning)
    const known = this.#ready.get(key) ?? prepare(beginning)
    this.#ready.set(key, known)
    return known
  }
}

async function prepare(beginning: Beginning): Promise<Ready> {
  const checker = new Checker()
  const hands: Ready['hands'] = {rule: {index: undefined}}
  const stage = await buildStage({
    ...beginning,
    listen: false,
    onEntry: entry => {
      checker.see(entry)
      if (entry.kind === 'fault' && entry.detail?.['rule'] === hands.rule.index) hands.die?.()
    },
    onFunction: (sandbox, functionArn) =>
      sandbox.lambda.registerInProcess(functionArn, inProcessRotator(sandbox, beginning.target)),
  })
  return {stage, begin: stage.sandbox.snapshot(), checker, hands}
}
