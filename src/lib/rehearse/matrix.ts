import type {Bench, Fault, OpenRotation} from './bench.ts'
import {isSettled, repair} from './settling.ts'
import type {Plan, Scenario} from './item.ts'
import type {RotationResult, Seen} from './observation.ts'
import {callsOf} from './plain-run.ts'
import {STEPS, type Step} from './steps.ts'

/** What happens to one call, or to the result of a step: handler-contract §3. */
export const MODES = [
  'fail-500',
  'fail-denied',
  'lost-reply',
  'lost-replies',
  'kill-before',
  'kill-after',
  'throttle-1',
  'throttle-2',
  'throttle-3',
  'slow-inside',
  'slow-past',
] as const

export type Mode = (typeof MODES)[number] | 'kill-after-return'

/** One cell of the crash matrix. */
export interface Cell {
  /** `setSecret/3/lost-reply`. */
  readonly name: string
  readonly step: Step
  /** Number of the call in its step, from 1; 0 for the result of the step. */
  readonly call: number
  readonly mode: Mode
  /** The call of the undisturbed rotation; undefined for the result of the step. */
  readonly seen?: Seen
}

/** How a cell ended. */
export interface CellFacts {
  readonly cell: Cell
  readonly first: RotationResult
  /** A: the service's retry with the same token. Absent: not needed. */
  readonly retry?: RotationResult
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

/** Every cell at depth 1: each call of the undisturbed rotation × each mode, and the lost result of each step. */
export function cellsOf(plan: Plan): readonly Cell[] {
  return STEPS.flatMap(step => [
    ...callsOf(plan.plain, step).flatMap((seen, index) =>
      MODES.map(mode => ({name: `${step}/${index + 1}/${mode}`, step, call: index + 1, mode, seen})),
    ),
    {name: `${step}/return/kill-after-return`, step, call: 0, mode: 'kill-after-return' as const},
  ])
}

/** Calls of a step whose cells follow each other in one worker: enough of them to save starts, few enough to share out. */
const CALLS_OF_A_GROUP = 4

/** The scenario of a cell. Cells share workers, as all of them are judged by the same items. */
export function cellScenario(cell: Cell, plan: Plan): Scenario<CellFacts> {
  return {
    name: cell.name,
    group: `matrix/${cell.step}/${Math.ceil(cell.call / CALLS_OF_A_GROUP)}`,
    play: bench => playCell(bench, cell, faultsOf(cell, plan, bench.timeoutMs)),
  }
}

async function playCell(bench: Bench, cell: Cell, rules: readonly Fault[]): Promise<CellFacts> {
  const opened: {rotation?: OpenRotation} = {}
  const first = await bench.rotate({
    beforeStep(step, rotation) {
      opened.rotation = rotation
      bench.faults(step === cell.step ? rules : [])
    },
    afterStep: () => bench.faults([]),
    ...(cell.mode === 'kill-after-return' ? {lost: cell.step} : {}),
  })
  bench.faults([])
  if (cell.mode === 'kill-after-return') await bench.freshProcess()
  if (await isSettled(bench, first))
    return {cell, first, settled: 'first', retriedAt: last(bench), ...(await nextOf(bench))}
  const retry = opened.rotation === undefined ? undefined : await bench.retry(opened.rotation)
  const retriedAt = last(bench)
  if (retry !== undefined && (await isSettled(bench, retry))) {
    return {cell, first, retry, settled: 'retry', retriedAt, ...(await nextOf(bench))}
  }
  await repair(bench)
  await bench.advance(bench.periodMs)
  const fresh = await bench.rotate({attempts: 3})
  const settled = (await isSettled(bench, fresh)) ? 'repair' : 'stuck'
  const known = retry === undefined ? {} : {retry}
  const next = settled === 'repair' ? await nextOf(bench) : {next: undefined}
  return {cell, first, ...known, fresh, settled, repairedAt: retriedAt, retriedAt, ...next}
}

/** A period later everything goes its normal way. */
async function nextOf(bench: Bench): Promise<{next: RotationResult}> {
  await bench.advance(bench.periodMs)
  return {next: await bench.rotate({attempts: 3})}
}

const last = (bench: Bench) => bench.seen().length - 1

function faultsOf({call, mode, seen, step}: Cell, plan: Plan, timeoutMs: number): readonly Fault[] {
  if (seen === undefined) return []
  const {service, operation} = seen
  // Every attempt of this call: from its place among the step's calls of the same operation on.
  const same = callsOf(plan.plain, step).filter(other => other.service === service && other.operation === operation)
  const every = {service, operation, from: same.findIndex(other => other.index === seen.index) + 1}
  switch (mode) {
    case 'fail-500':
      return [{kind: 'server-error', ...every}]
    case 'fail-denied':
      return [{kind: 'access-denied', ...every}]
    case 'lost-reply':
      return [{kind: 'lost-reply', nth: call}]
    case 'lost-replies':
      return [{kind: 'lost-reply', ...every}]
    case 'kill-before':
    case 'kill-after':
      return [{kind: mode, nth: call}]
    case 'throttle-1':
    case 'throttle-2':
    case 'throttle-3':
      return [{kind: 'throttle', from: call, times: Number(mode.at(-1))}]
    case 'slow-inside':
      return [{kind: 'latency', nth: call, latencyMs: Math.max(0, timeoutMs - 1000)}]
    case 'slow-past':
      return [{kind: 'latency', nth: call, latencyMs: timeoutMs + 1000}]
    case 'kill-after-return':
    default:
      return []
  }
}
