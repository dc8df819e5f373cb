import type {Clock} from '../../src/lib/operations/context.ts'
import type {TestSandbox} from './sandbox.ts'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/**
 * A clock for the CLI that shares the time of a sandbox with a manual clock: when nothing is under way on either side and
 * everybody sleeps, time jumps to the first who wants to wake. Minutes of watching take seconds.
 */
export function coupledClock(sandbox: TestSandbox): {readonly clock: Clock; stop(): void} {
  let sleepers: Sleeper[] = []
  let seen = {calls: -1, sleepers: -1, quiet: 0}
  let advancing = false
  const now = (): number => sandbox.clock.now()

  const wakeNext = async (): Promise<void> => {
    const next = sleepers.toSorted((a, b) => a.at - b.at)[0]
    if (next === undefined) return
    advancing = true
    await sandbox.clock.advanceTo(Math.max(now(), next.at))
    advancing = false
    sleepers = sleepers.filter(sleeper => sleeper !== next)
    next.wake()
  }

  const look = (): void => {
    const calls = sandbox.callRecord.entries().length
    const same = calls === seen.calls && sleepers.length === seen.sleepers
    seen = {calls, sleepers: sleepers.length, quiet: same ? seen.quiet + 1 : 0}
    if (seen.quiet >= 3 && sleepers.length > 0 && !advancing) void wakeNext()
  }
  const timer = setInterval(look, 2)

  return {
    stop: () => clearInterval(timer),
    clock: {
      now,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          signal?.throwIfAborted()
          const sleeper = {at: now() + ms, wake: resolve}
          sleepers.push(sleeper)
          const give = (): void => {
            sleepers = sleepers.filter(other => other !== sleeper)
            reject(signal?.reason as Error)
          }
          signal?.addEventListener('abort', give, {once: true})
        }),
    },
  }
}
