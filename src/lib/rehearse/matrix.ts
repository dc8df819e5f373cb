import type {Bench, OpenRotation} from './bench.ts'
import {strikeName, strikesOn, type Cell, type Strike} from './cell.ts'
import {isSettled, repair} from './settling.ts'
import type {Plan, Scenario} from './item.ts'
import type {RotationResult, StepResult} from './observation.ts'
import {callsOf} from './plain-run.ts'
import {STEPS} from './steps.ts'
import {strikeFaults} from './strike-faults.ts'

/** How a cell ended. */
export interface CellFacts {
  readonly cell: Cell
  readonly first: RotationResult
  /** A: the service's retry with the same token. Absent: not needed. */
  readonly retry?: RotationResult
  /** Steps of the first attempt of A. Absent: not needed. */
  readonly retried?: readonly StepResult[]
  /** B: an operator dealt with AWSPENDING and a fresh rotation ran. Absent: not needed. */
  readonly fresh?: RotationResult
  /** `first`: the fault was absorbed; `stuck`: nothing settled it. */
  readonly settled: 'first' | 'retry' | 'repair' | 'stuck'
  /** The rotation after that. */
  readonly next: RotationResult | undefined
  /** Entry of J at which the operator stepped in. Absent: never. */
  readonly repairedAt?: number
  /** Entry of J after which A was over (or not needed). */
  readonly retriedAt: number
}

/**
 * Every cell at depth 1: each call of the undisturbed rotation × each mode, and the lost result of each step. Those that
 * kill the process come last, so that it is warm for the others.
 */
export function cellsOf(plan: Plan): readonly Cell[] {
  const all = STEPS.flatMap(step => {
    const calls = callsOf(plan.plain, step)
    return strikesOn(step, calls.length).map((strike): Cell => {
      const seen = calls[strike.call - 1]
      return {name: strikeName(strike), ...strike, ...(seen === undefined ? {} : {seen})}
    })
  })
  return [...all.filter(({mode}) => !ENDS_THE_PROCESS.has(mode)), ...all.filter(({mode}) => ENDS_THE_PROCESS.has(mode))]
}

/** Modes after which another process goes on. */
const ENDS_THE_PROCESS: ReadonlySet<Cell['mode']> = new Set(['kill-before', 'kill-after', 'kill-after-return'])

/** Those, and the planned ones with a second fault. */
export function everyCell(plan: Plan): readonly Cell[] {
  return [...cellsOf(plan), ...(plan.pairs ?? [])]
}

/** Groups of cells: few, so that a process is warm for most of its cells, and enough to share out. */
const GROUPS = 4

/** The scenario of a cell. Cells share workers, as all of them are judged by the same items. */
export function cellScenario(cell: Cell, plan: Plan): Scenario<CellFacts> {
  const {name, step, call} = cell
  return {
    name,
    group: `matrix/${(STEPS.indexOf(step) + call) % GROUPS}`,
    upTo: step,
    play: bench => playCell(bench, cell, plan),
  }
}

async function playCell(bench: Bench, cell: Cell, plan: Plan): Promise<CellFacts> {
  const opened = bench.opened!
  const rules = strikeFaults(cell, callsOf(plan.plain, cell.step), bench.timeoutMs)
  const strike = () =>
    bench.goOn(opened, {
      beforeStep: step => bench.faults(step === cell.step ? rules : []),
      afterStep: () => bench.faults([]),
      ...lossOf(cell),
    })
  // A function that fails by itself may never come to the step.
  const first = opened.result.ok ? await strike() : opened.result
  await struck(bench, cell)
  if (await isSettled(bench, first))
    return {cell, first, settled: 'first', retriedAt: last(bench), ...(await nextOf(bench))}
  const tried = await retryOf(bench, opened.rotation, cell)
  const retriedAt = last(bench)
  if (await isSettled(bench, tried.retry)) {
    return {cell, first, ...tried, settled: 'retry', retriedAt, ...(await nextOf(bench))}
  }
  await repair(bench)
  await bench.advance(bench.periodMs)
  const fresh = await bench.rotate({attempts: 3})
  const settled = (await isSettled(bench, fresh)) ? 'repair' : 'stuck'
  const next = settled === 'repair' ? await nextOf(bench) : {next: undefined}
  return {cell, first, ...tried, fresh, settled, repairedAt: retriedAt, retriedAt, ...next}
}

/** Attempts of the service after the first one, with one token. */
const RETRIES = 3

/** A. A second fault strikes the first of its attempts. */
async function retryOf(
  bench: Bench,
  rotation: OpenRotation,
  {second}: Cell,
): Promise<Required<Pick<CellFacts, 'retry' | 'retried'>>> {
  if (second === undefined) {
    const steps: StepResult[] = []
    const retry = await bench.retry(rotation, {attempts: RETRIES, afterStep: result => void steps.push(result)})
    return {retry, retried: firstAttempt(steps)}
  }
  const rules = strikeFaults(second, second.calls, bench.timeoutMs)
  const once = await bench.retry(rotation, {
    attempts: 1,
    beforeStep: step => bench.faults(step === second.step ? rules : []),
    afterStep: () => bench.faults([]),
    ...lossOf(second),
  })
  await struck(bench, second)
  const retry = once.ok ? once : await bench.retry(rotation, {attempts: RETRIES - 1})
  return {retry, retried: once.steps}
}

/** Each attempt begins at createSecret. */
function firstAttempt(steps: readonly StepResult[]): readonly StepResult[] {
  const next = steps.findIndex(({step}, at) => at > 0 && step === STEPS[0])
  return next === -1 ? steps : steps.slice(0, next)
}

const lossOf = ({mode, step}: Strike) => (mode === 'kill-after-return' ? {lost: step} : {})

/** Everything works again; the process whose result was lost is gone. */
async function struck(bench: Bench, {mode}: Strike): Promise<void> {
  bench.faults([])
  if (mode === 'kill-after-return') await bench.freshProcess()
}

/** By then what was revoked is refused everywhere, and clients still use what they read before. */
const SPREAD_MS = 60 * 60 * 1000

/** A period later everything goes its normal way. */
async function nextOf(bench: Bench): Promise<{next: RotationResult}> {
  await bench.advance(SPREAD_MS)
  await bench.advance(bench.periodMs - SPREAD_MS)
  return {next: await bench.next()}
}

const last = (bench: Bench) => bench.seen().length - 1
