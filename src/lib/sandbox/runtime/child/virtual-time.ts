import {performance} from 'node:perf_hooks'

// The process lives in the sandbox's time: every clock that JavaScript can read is moved by the same offset. Timers are
// not: they measure durations, and those pass alike. A paced process has virtual timers instead (paced.ts), and there the
// clocks stand still between the moments that the sandbox names, so that equal runs read equal times.
const RealDate = Date
const realPerformanceNow = performance.now.bind(performance)
const now = () => (stood === undefined ? RealDate.now() + offsetMs : stood.atMs + crept(stood))

let offsetMs = 0
let offsetAtStartMs = 0
let stood: {readonly atMs: number; reads: number} | undefined

/** Whoever reads a clock that stands so often waits for it to go on. */
const PATIENT_READS = 10_000
const READS_PER_MS = 100

function crept(standing: {reads: number}): number {
  standing.reads += 1
  return Math.max(0, Math.floor((standing.reads - PATIENT_READS) / READS_PER_MS))
}

/** Lets the clocks stand at this moment. */
export function standAt(ms: number): void {
  stood = {atMs: ms, reads: 0}
}

/** The moment at which the clocks stand; undefined: they run. */
export function standsAt(): number | undefined {
  return stood?.atMs
}

/** Moves the clocks. Called at the start and again with each event, since virtual time moves while a process is warm. */
export function moveClock(ms: number): void {
  offsetMs = ms
}

/** Replaces Date and performance. */
export function installVirtualTime(ms: number): void {
  offsetMs = ms
  offsetAtStartMs = ms
  const startedAtMs = performance.timeOrigin
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })
  RealDate.prototype.constructor = globalThis.Date
  Object.defineProperty(performance, 'now', {
    value: () => (stood === undefined ? realPerformanceNow() + offsetMs : now() - startedAtMs) - offsetAtStartMs,
  })
  Object.defineProperty(performance, 'timeOrigin', {value: performance.timeOrigin + ms})
}
