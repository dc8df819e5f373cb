import {fork, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import type {Sandbox} from '../../../src/lib/sandbox/index.ts'
import type {RunAnswer, RunOrder, SecrotSays} from './secrot-messages.ts'

/** Real time that a run of secrot may take before it counts as stuck. */
const longestRunMs = 120_000

/** How a run ended: with an exit code and what it printed, or by a kill −9. */
export type RunEnd = RunAnswer | 'killed'

interface Seat {
  readonly child: ChildProcess
  /** Seeds of which it has run a command. */
  readonly seeds: Set<number>
  stderr: string
}

/**
 * Processes of secrot. To start one costs several times what a run costs, so each runs commands until it is killed; but
 * never two of one seed: what a run knows of the one before it has to come from the disk and from AWS.
 */
export class SecrotPool implements AsyncDisposable {
  readonly #script: string
  readonly #cwd: string
  readonly #env: Readonly<Record<string, string>>
  readonly #idle: Seat[] = []

  constructor(script: string, cwd: string, env: Readonly<Record<string, string>>) {
    this.#script = script
    this.#cwd = cwd
    this.#env = env
  }

  /** Runs a command; `onChild` is told the process that does. The clock moves when everything in there waits for it. */
  async run(seed: number, order: RunOrder, {clock}: Sandbox, onChild: (child: ChildProcess) => void): Promise<RunEnd> {
    const seat = this.#take(seed)
    const {child} = seat
    onChild(child)
    const stuck = setTimeout(() => child.kill('SIGTERM'), longestRunMs)
    const {promise, resolve, reject} = Promise.withResolvers<RunEnd>()
    const during = {over: false}
    const onClose = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (signal === 'SIGKILL') resolve('killed')
      else reject(new Error(`secrot ended by ${signal ?? code}: ${seat.stderr}`))
    }
    const passTime = async (until: number): Promise<void> => {
      await clock.advanceTo(Math.max(clock.now(), until))
      // The next run has a time of its own.
      if (during.over || !child.connected) return
      child.send({now: clock.now()}, () => undefined)
    }
    const onMessage = (message: SecrotSays): void => {
      if ('until' in message) passTime(message.until).catch(reject)
      else resolve(message.ended)
    }
    child.on('message', onMessage).once('close', onClose)
    child.send({order}, () => undefined)
    try {
      const end = await promise
      if (end !== 'killed') this.#idle.push(seat)
      return end
    } finally {
      during.over = true
      clearTimeout(stuck)
      child.off('message', onMessage).off('close', onClose)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = this.#idle.splice(0).map(async ({child}) => {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    })
    await Promise.all(gone)
  }

  #take(seed: number): Seat {
    const index = this.#idle.findLastIndex(({child, seeds}) => child.connected && !seeds.has(seed))
    const [known] = index === -1 ? [] : this.#idle.splice(index, 1)
    const seat = known ?? this.#start()
    seat.seeds.add(seed)
    return seat
  }

  #start(): Seat {
    const child = fork(this.#script, [], {
      cwd: this.#cwd,
      env: this.#env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    })
    const seat: Seat = {child, seeds: new Set(), stderr: ''}
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (seat.stderr += text))
    return seat
  }
}
