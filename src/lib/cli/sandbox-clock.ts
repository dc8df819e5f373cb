import {setTimeout as wait} from 'node:timers/promises'

import {EXIT, SecrotError} from '../errors.ts'
import type {CorrectedClock} from './clock.ts'

/** The variable that names the state folder of the sandbox whose time a run waits in. Set by `secrot demo`. */
export const SANDBOX_TIME = 'SECROT_SANDBOX_TIME'

/** How much faster waits pass there. */
const TIMES_FASTER = 20

/**
 * The machine's clock for a run on a sandbox that need not wait: of each wait one twentieth is waited, and the sandbox's
 * virtual time, and with it this clock, jumps over the rest. Only for a run whose endpoint is that very sandbox: else
 * SANDBOX_TIME_ELSEWHERE (exit 2), since AWS's time cannot be moved.
 */
export function sandboxClock(base: CorrectedClock, folder: string, endpointUrl: string | undefined): CorrectedClock {
  let aheadMs = 0
  let heard = false
  const now = () => base.now() + aheadMs
  return {
    now,
    get skewMs() {
      return base.skewMs + aheadMs
    },
    // The sandbox may stand ahead already, by the waits of runs before this one.
    hear(serverTime) {
      if (!heard && !Number.isNaN(serverTime)) aheadMs += Math.max(0, serverTime - now())
      heard = true
      return undefined
    },
    async sleep(ms, signal) {
      const waitedMs = ms / TIMES_FASTER
      await wait(waitedMs, undefined, {ref: true})
      signal?.throwIfAborted()
      const {controlRunning, findRunning} = await import('../sandbox/index.ts')
      const running = await findRunning(folder)
      if (running === undefined || running.url !== endpointUrl) throw elsewhere()
      await controlRunning(running, 'POST', 'clock/jump', {ms: ms - waitedMs})
      aheadMs += ms - waitedMs
    },
  }
}

function elsewhere(): SecrotError {
  return new SecrotError({
    code: 'SANDBOX_TIME_ELSEWHERE',
    message: `${SANDBOX_TIME} names a sandbox that is not the endpoint of this run, and no other time can be moved.`,
    hint: `Unset ${SANDBOX_TIME}.`,
    exit: EXIT.usage,
  })
}
