import {inFlight, rawTraffic, systemIsAtWork, turnsInFlight, watchInFlight} from './in-flight.ts'
import {installVirtualSocketTimeouts} from './paced-sockets.ts'
import {installVirtualTimers} from './paced-timers.ts'
import {askWhileIdle} from './runtime-client.ts'
import {earliestAt, fireDue, holdsProcess, isPassing} from './timer-queue.ts'
import {standAt, standsAt} from './virtual-time.ts'

// Kept before they are replaced: real time decides nothing but when to look again.
const inRealTime = setTimeout
const clearReal = clearTimeout
const later = setImmediate

/** Real time between two looks at a process that neither ends nor has nothing to do. Most replies of the sandbox take less. */
const LOOK_MS = 5

/** So many looks in a row without a byte, and a connection that is not HTTP counts as silent. */
const SILENT_LOOKS = 20

let asking = false
let seenTraffic = 0
let seenTurns = 0
let silentLooks = 0
let look: NodeJS.Timeout | undefined
/** What came before this moment has been read: the event loop reads between two looks. */
let readAtUs = 0
let lookedAtUs = 0

/** Lets the process wait in virtual time from `nowMs` on. */
export function installPacing(nowMs: number): void {
  watchInFlight((process.env['AWS_LAMBDA_RUNTIME_API'] ?? '').split('/')[1] ?? '')
  installVirtualTimers()
  installVirtualSocketTimeouts()
  standAt(nowMs)
  // Nothing at all is left to do: no reply, no file, no other thread. Nobody else notices that sooner.
  process.on('beforeExit', () => {
    if (holdsProcess()) void ask(false)
  })
}

/** Whether the process goes on once virtual time does. */
export function waitsForTime(): boolean {
  return standsAt() !== undefined && (asking || holdsProcess())
}

/** An event has come. */
export function beginPacing(nowMs: number): void {
  if (standsAt() === undefined) return
  standAt(nowMs)
  silentLooks = 0
  look = inRealTime(lookAround, LOOK_MS).unref()
}

/** Its answer is on the way. */
export function endPacing(): void {
  if (look !== undefined) clearReal(look)
  look = undefined
}

/** Requests without a reply keep the process from having nothing to do; whether they are worked on only the sandbox knows. */
function lookAround(): void {
  look = inRealTime(lookAround, LOOK_MS).unref()
  readAtUs = lookedAtUs
  lookedAtUs = Number(process.hrtime.bigint() / 1000n)
  const traffic = rawTraffic()
  silentLooks = traffic === seenTraffic ? silentLooks + 1 : 0
  seenTraffic = traffic ?? 0
  const turns = turnsInFlight()
  const moved = turns !== seenTurns
  seenTurns = turns
  if (asking || moved || systemIsAtWork()) return
  const isForeign = traffic !== undefined
  if (isForeign ? silentLooks >= SILENT_LOOKS : inFlight() > 0) void ask(isForeign)
}

async function ask(foreign: boolean): Promise<void> {
  if (asking) return
  asking = true
  const due = earliestAt()
  let answer = await askWhileIdle({
    ...(due === undefined ? {} : {earliestAt: due}),
    // Under a request even the time of a silent socket may be what ends the wait.
    ...(inFlight() === 0 && isPassing() ? {passing: true} : {}),
    inFlight: inFlight(),
    foreign,
    ...(foreign ? {readAtUs} : {}),
  })
  if (answer.again === true) {
    standAt(answer.nowMs)
    answer = await askWhileIdle({inFlight: inFlight(), foreign})
  }
  asking = false
  if (!answer.fire) {
    standAt(answer.nowMs)
    return
  }
  // In a turn of its own, as a timer of Node: what it throws is no rejection of anybody's.
  later(() => {
    // Most often it has set the next one and waits on.
    if (inFlight() > 0) later(() => later(askOnce))
    fireDue(answer.nowMs)
  })
}

function askOnce(): void {
  if (look !== undefined && inFlight() > 0 && rawTraffic() === undefined && !systemIsAtWork()) void ask(false)
}
