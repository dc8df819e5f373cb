import type {Clock} from '../../src/lib/operations/context.ts'
import type {TestSandbox} from './sandbox.ts'
import {Sleepers} from './sleepers.ts'

/**
 * A clock for the CLI that shares the time of a sandbox with a manual clock: when nothing is under way on either side and
 * everybody sleeps, time jumps to the first who wants to wake. Minutes of watching take seconds.
 */
export function coupledClock(sandbox: TestSandbox): {readonly clock: Clock; stop(): void} {
  const sleepers = new Sleepers()
  let seen = {calls: -1, begun: -1, quiet: 0}
  let advancing = false
  const now = (): number => sandbox.clock.now()

  const wakeNext = async (): Promise<void> => {
    const {first: next} = sleepers
    if (next === undefined) return
    advancing = true
    await sandbox.clock.advanceTo(Math.max(now(), next.at))
    advancing = false
    next.wake()
  }

  const look = (): void => {
    const calls = sandbox.callRecord.entries().length
    const same = calls === seen.calls && sleepers.begun === seen.begun
    seen = {calls, begun: sleepers.begun, quiet: same ? seen.quiet + 1 : 0}
    if (seen.quiet >= 3 && sleepers.first !== undefined && !advancing) void wakeNext()
  }
  const timer = setInterval(look, 2)

  return {
    stop: () => clearInterval(timer),
    clock: {
      now,
      sleep: (ms, signal) => sleepers.until(now() + ms, signal),
    },
  }
}
