import type {RunnableFunction} from './function.ts'
import type {LeftFile} from './left-files.ts'
import type {Worker} from './worker.ts'
import type {WorkerLog} from './worker-log.ts'

/** A worker with what its next invocation needs. */
export interface Seat {
  readonly fn: RunnableFunction
  readonly worker: Worker
  readonly log: WorkerLog
  /** Said in the log at its start, when the machine runs another version than declared. */
  readonly note: string | undefined
  readonly stopwatch: () => number
}

/** Warm workers beyond this many are let go, the longest unused first; each holds a process. */
const IDLE_LIMIT = 8

/** Which workers there are, and which of them are free. */
export interface Pool {
  /** A free worker of this very version, revision and lease of credentials; removes what is outdated. */
  take(fn: RunnableFunction, now: number): Seat | undefined
  /** `starting`: it is made ready for an event that nobody has sent yet. */
  add(seat: Seat, as: 'at work' | 'starting'): void
  /** Gives a worker back after an event; one that is no longer alive is forgotten. */
  release(seat: Seat): void
  /** A started one is free, and the last that is taken. */
  started(seat: Seat): void
  find(accessKeyId: string): Seat | undefined
  /** Those of this very version and revision that are free or will be without another event. */
  spare(fn: RunnableFunction): number
  /** What the workers of a function that live have left in their folders. */
  files(functionArn: string): Promise<readonly LeftFile[]>
  /** Access key ids of all that live. */
  live(): readonly string[]
  /** Kills who is at work and who runs what `fits` does not hold for; the others stay as they are. */
  keepFree(fits: (fn: RunnableFunction) => boolean): void
  /** Lets all free workers go, those at work after their event; resolves when the free ones are gone. */
  retireAll(): Promise<void>
  /** Those at work on an event; one that was killed no longer is. */
  busy(): readonly Seat[]
  /** Lets the free workers of one function go; one at work finishes its event. */
  retire(functionArn: string): void
  /** Kills all workers, closes their logs and resolves when nothing of them is left. */
  kill(): Promise<void>
}

export function createPool(): Pool {
  const all = new Set<Seat>()
  let idle: readonly Seat[] = []
  const starting = new Set<Seat>()
  const lastEvent = new WeakSet<Seat>()
  const leaving = new Set<Promise<void>>()

  const dismiss = (seat: Seat) => {
    all.delete(seat)
    starting.delete(seat)
    idle = idle.filter(other => other !== seat)
    seat.worker.kill()
    const gone = seat.worker.gone().finally(() => leaving.delete(gone))
    leaving.add(gone)
  }

  const usable = (seat: Seat) => all.has(seat) && seat.worker.alive && !lastEvent.has(seat)

  return {
    take(fn, now) {
      const same = idle.filter(seat => seat.fn.arn === fn.arn && seat.fn.version === fn.version)
      for (const seat of same) {
        const fresh = seat.fn.revisionId === fn.revisionId && seat.worker.expiresAt > now + fn.timeoutMs
        if (!fresh || !seat.worker.alive) dismiss(seat)
      }
      const seat = idle.findLast(other => same.includes(other))
      if (seat !== undefined) idle = idle.filter(other => other !== seat)
      return seat
    },
    add(seat, as) {
      all.add(seat)
      if (as === 'starting') starting.add(seat)
    },
    started(seat) {
      starting.delete(seat)
      if (usable(seat)) idle = [seat, ...idle]
      else dismiss(seat)
    },
    release(seat) {
      if (!usable(seat)) {
        dismiss(seat)
        return
      }
      idle = [...idle, seat]
      const [oldest] = idle
      if (idle.length > IDLE_LIMIT && oldest !== undefined) dismiss(oldest)
    },
    spare: fn => [...idle, ...starting].filter(seat => runs(seat, fn)).length,
    async files(functionArn) {
      const own = [...all].filter(({fn, worker}) => fn.arn === functionArn && worker.alive)
      return (await Promise.all(own.map(({worker}) => worker.files()))).flat()
    },
    live: () => [...all].filter(({worker}) => worker.alive).map(({worker}) => worker.accessKeyId),
    keepFree(fits) {
      for (const seat of all) {
        if ((idle.includes(seat) || starting.has(seat)) && fits(seat.fn)) continue
        seat.log.close()
        dismiss(seat)
      }
    },
    async retireAll() {
      for (const seat of all) {
        if (idle.includes(seat)) dismiss(seat)
        else lastEvent.add(seat)
      }
      await Promise.all(leaving)
    },
    find: accessKeyId => [...all].find(seat => seat.worker.accessKeyId === accessKeyId),
    busy: () => [...all].filter(seat => seat.worker.alive && !idle.includes(seat) && !starting.has(seat)),
    retire(functionArn) {
      for (const seat of idle.filter(({fn}) => fn.arn === functionArn)) dismiss(seat)
    },
    async kill() {
      for (const seat of all) {
        seat.log.close()
        dismiss(seat)
      }
      while (leaving.size > 0) await Promise.all(leaving)
    },
  }
}

function runs(seat: Seat, fn: RunnableFunction): boolean {
  return seat.fn.arn === fn.arn && seat.fn.version === fn.version && seat.fn.revisionId === fn.revisionId
}
