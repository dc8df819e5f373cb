import net from 'node:net'
import {virtualTimer} from './paced-timers.ts'

/** Members of Node's sockets that are not in their types. */
interface Inner {
  timeout?: number
  _onTimeout(): void
}

const idleTimers = new WeakMap<net.Socket, ReturnType<typeof virtualTimer>>()

/** Lets the time that a socket may be silent pass in virtual time. */
export function installVirtualSocketTimeouts(): void {
  const {prototype} = net.Socket
  const refresh = Reflect.get(prototype, '_unrefTimer') as () => void
  prototype.setTimeout = function (this: net.Socket, ms: number, action?: () => void) {
    if (this.destroyed) return this
    const inner = this as unknown as Inner
    inner.timeout = ms
    const timer = idleTimers.get(this) ?? virtualTimer(() => inner._onTimeout())
    idleTimers.set(this, timer)
    timer.stop()
    if (ms > 0) {
      timer.restart(ms)
      this.once('close', () => timer.stop())
      if (action !== undefined) this.once('timeout', action)
    } else if (action !== undefined) this.removeListener('timeout', action)
    return this
  }
  Object.assign(prototype, {
    _unrefTimer(this: net.Socket) {
      idleTimers.get(this)?.again()
      Reflect.apply(refresh, this, [])
    },
  })
}
