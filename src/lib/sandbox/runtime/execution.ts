import type {Answer, Execution, Invocation, RunnableFunction} from './function.ts'
import * as lines from './platform-lines.ts'
import type {Worker} from './worker.ts'
import type {WorkerLog} from './worker-log.ts'

/** Loading a handler may take this long before the first event; then it starts over inside the time limit. Lambda, "Init phase". */
const INIT_LIMIT_MS = 10_000

export interface ExecutionOptions {
  readonly fn: RunnableFunction
  readonly worker: Worker
  readonly log: WorkerLog
  readonly invocation: Invocation
  /** Whether this is the worker's first event. */
  readonly cold: boolean
  readonly note: string | undefined
  /** Virtual time, for the stamps in lines. */
  readonly now: () => number
  /** For durations in ms. */
  readonly stopwatch: () => number
}

/** What loading a handler takes. */
type Loading = 'fn' | 'worker' | 'log' | 'note' | 'now' | 'stopwatch'

/**
 * Runs one event on one worker and writes what Lambda writes around it. A handler that cannot be loaded is loaded a
 * second time inside the invocation, as Lambda does. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export async function execute(options: ExecutionOptions): Promise<Execution> {
  const {fn, log, invocation, now, stopwatch} = options
  const init = options.cold ? await initialise(options, 'init', INIT_LIMIT_MS) : undefined
  log.startTail()
  log.platform(lines.start(fn.logging, now(), invocation.requestId, fn.version))
  const startedAt = stopwatch()
  const answer = await run(options, init?.failure !== undefined)
  const elapsedMs = stopwatch() - startedAt
  const durationMs = answer.platform === 'timeout' ? fn.timeoutMs : elapsedMs
  writeEnd(options, answer)
  const initDurationMs = init === undefined || init.failure !== undefined ? {} : {initDurationMs: init.durationMs}
  const facts = {requestId: invocation.requestId, durationMs, memoryMb: 1, answer, ...initDurationMs}
  log.platform(lines.report(fn, now(), facts))
  return {answer, durationMs, logTail: log.tail()}
}

/** Loads a worker's handler before its first event; false: it failed, and is loaded again with that event. */
export async function warmUp(options: Pick<ExecutionOptions, Loading>): Promise<boolean> {
  return (await initialise({...options, invocation: {requestId: ''}}, 'init', INIT_LIMIT_MS)).failure === undefined
}

async function run(options: ExecutionOptions, again: boolean): Promise<Answer> {
  const {worker, invocation, fn, stopwatch} = options
  const startedAt = stopwatch()
  if (again) {
    const {failure} = await initialise(options, 'invoke', fn.timeoutMs)
    if (failure !== undefined) {
      worker.kill()
      return failure
    }
  }
  return await worker.invoke(invocation, Math.max(1, fn.timeoutMs - (stopwatch() - startedAt)))
}

async function initialise(
  {
    fn,
    worker,
    log,
    invocation,
    note,
    now,
    stopwatch,
  }: Pick<ExecutionOptions, Loading> & {readonly invocation: {readonly requestId: string}},
  phase: 'init' | 'invoke',
  limitMs: number,
): Promise<{durationMs: number; failure?: Answer}> {
  if (phase === 'init') {
    log.platform(lines.initStart(fn, now()))
    if (note !== undefined) log.application(note, 'WARN')
  }
  const startedAt = stopwatch()
  const failure = await worker.init(invocation.requestId, limitMs)
  const durationMs = stopwatch() - startedAt
  if (failure === undefined) return {durationMs}
  const errorType = failure.errorType ?? 'Runtime.Unknown'
  log.platform(lines.initReport(fn.logging, now(), {durationMs, phase, errorType}))
  return {durationMs, failure}
}

function writeEnd({fn, log, invocation, now}: ExecutionOptions, answer: Answer): void {
  const {requestId} = invocation
  if (answer.platform === 'timeout') log.platform(lines.taskTimedOut(now(), requestId, fn.timeoutMs))
  if (answer.errorType === 'Runtime.ExitError' || answer.errorType === 'Function.ResponseSizeTooLarge') {
    const {errorMessage} = JSON.parse(answer.payload) as {errorMessage: string}
    log.platform(lines.exitLine(errorMessage, answer.errorType))
  }
  log.platform(lines.end(fn.logging, requestId))
}
