import type {SandboxClock} from '../kernel.ts'

/** Virtual waiting, shared by all in-process workers of a runner. */
export interface VirtualTimers {
  /** Calls `action` when virtual time has moved on by `ms`; the result takes it back. */
  after(ms: number, action: () => void): () => void
}

const KIND = 'runtime.in-process'

/** Waiting in virtual time. A timer whose waiter is gone, as after a restored snapshot, does nothing. */
export function createVirtualTimers(clock: SandboxClock): VirtualTimers {
  const actions = new Map<number, () => void>()
  let last = 0
  clock.on(KIND, payload => {
    const {id} = payload as {id: number}
    const action = actions.get(id)
    actions.delete(id)
    action?.()
  })
  return {
    after(ms, action) {
      last += 1
      const id = last
      const {era} = clock
      actions.set(id, action)
      const timer = clock.schedule({dueAt: clock.now() + ms, kind: KIND, payload: {id}})
      return () => {
        // Ids of timers come again after a restored snapshot: this one may be somebody else's by now.
        if (actions.delete(id) && era === clock.era) clock.cancel(timer)
      }
    },
  }
}
