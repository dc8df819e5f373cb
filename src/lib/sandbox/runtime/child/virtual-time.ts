import {performance} from 'node:perf_hooks'

// The process lives in the sandbox's time: every clock that JavaScript can read is moved by the same offset. Timers are
// not: they measure durations, and those pass alike.
const RealDate = Date
const realPerformanceNow = performance.now.bind(performance)
const now = () => RealDate.now() + offsetMs

let offsetMs = 0
let offsetAtStartMs = 0

/** Moves the clocks. Called at the start and again with each event, since virtual time moves while a process is warm. */
export function moveClock(ms: number): void {
  offsetMs = ms
}

/** Replaces Date and performance. */
export function installVirtualTime(ms: number): void {
  offsetMs = ms
  offsetAtStartMs = ms
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })
  RealDate.prototype.constructor = globalThis.Date
  Object.defineProperty(performance, 'now', {value: () => realPerformanceNow() + offsetMs - offsetAtStartMs})
  Object.defineProperty(performance, 'timeOrigin', {value: performance.timeOrigin + ms})
}
