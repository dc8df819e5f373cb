import {standAt, standsAt} from './virtual-time.ts'

// Kept before they are replaced.
const later = setImmediate

/** A timer of a paced process. */
export interface QueuedTimer {
  dueAt: number
  /** Order among those that are due at the same time. */
  turn: number
  /** Whether the process waits for it when it has nothing else to do. */
  holdsProcess: boolean
  readonly fire: () => void
}

const queue: QueuedTimer[] = []
let turns = 0

/** Virtual milliseconds; what is no time that a timer can have is 1, as in Node. */
export function enqueue(timer: QueuedTimer, ms: unknown): void {
  const wait = Number(ms)
  timer.dueAt = (standsAt() ?? 0) + (wait >= 1 && wait <= 2_147_483_647 ? Math.trunc(wait) : 1)
  timer.turn = turns += 1
  let position = queue.length
  while (position > 0 && queue[position - 1]!.dueAt > timer.dueAt) position -= 1
  queue.splice(position, 0, timer)
}

export function dequeue(timer: QueuedTimer): void {
  const position = queue.indexOf(timer)
  if (position !== -1) queue.splice(position, 1)
}

export function isQueued(timer: QueuedTimer): boolean {
  return queue.includes(timer)
}

export function earliestAt(): number | undefined {
  return queue[0]?.dueAt
}

/** Whether nobody waits for what is due first. */
export function isPassing(): boolean {
  const first = earliestAt()
  return first !== undefined && queue.every(timer => timer.dueAt > first || !timer.holdsProcess)
}

/** Whether the process has a timer that keeps it alive. */
export function holdsProcess(): boolean {
  return queue.some(timer => timer.holdsProcess)
}

/** Takes over the time and fires what is due by then, one after the other, each in a turn of the event loop of its own. */
export function fireDue(nowMs: number): void {
  standAt(nowMs)
  const [first] = queue
  if (first === undefined || first.dueAt > nowMs) return
  queue.shift()
  if (queue[0] !== undefined && queue[0].dueAt <= nowMs) later(() => fireDue(standsAt() ?? nowMs))
  first.fire()
}
