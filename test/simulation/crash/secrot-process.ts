import {subscribe} from 'node:diagnostics_channel'
import type {IncomingMessage} from 'node:http'
import {setImmediate, setTimeout} from 'node:timers/promises'
import Doctor from '../../../src/commands/doctor.ts'
import Rotate from '../../../src/commands/rotate.ts'
import {runCli} from '../../../src/lib/cli/main.ts'
import {programOf} from '../../../src/lib/cli/program.ts'
import {processSurroundings} from '../../../src/lib/cli/surroundings.ts'
import type {Clock} from '../../../src/lib/operations/context.ts'
import pjson from '../../../package.json' with {type: 'json'}
import {Sleepers} from '../../support/sleepers.ts'
import {chanceOf} from './chance.ts'

// secrot in a process of its own, whose waits pass in the virtual time of the sandbox in the parent process: when nothing
// is under way here, the parent is asked to move its clock to the first who wants to wake. Bundled and started by
// process-runs.ts, which kills it.

const quietTurns = 12
let now = Number(process.env['SECROT_SIMULATED_NOW'])
const sleepers = new Sleepers()
let requests = 0
let asking = false

// The SDK signs by Date, and would take the sandbox's time for a clock that is wrong.
globalThis.Date = class extends Date {
  constructor(...parts: readonly []) {
    if (parts.length === 0) super(now)
    else super(...parts)
  }

  static override now(): number {
    return now
  }
} as DateConstructor

subscribe('http.client.request.start', () => void (requests += 1))
subscribe('http.client.request.error', () => void (requests -= 1))
subscribe('http.client.response.finish', message => {
  const {response} = message as {response: IncomingMessage}
  response.once('close', () => void (requests -= 1))
})

const clock: Clock = {
  now: () => now,
  sleep: (ms, signal) => sleepers.until(now + Math.max(0, ms), signal),
}

/** Whatever will go on by itself: requests, files, child processes, the pauses of the SDK between two attempts. */
function isBusy(): boolean {
  return (
    requests > 0 || process.getActiveResourcesInfo().some(name => /^(?:FSReq|ProcessWrap|Timeout|Immediate)/.test(name))
  )
}

async function passTime(): Promise<never> {
  for (let quiet = 0; ;) {
    const before = sleepers.begun
    // A timer of its own does not count as something that is under way, since it is not referenced.
    if (quiet === 0) await setTimeout(1, undefined, {ref: false})
    else await setImmediate()
    quiet = isBusy() || asking || sleepers.begun !== before ? 0 : quiet + 1
    const {first: next} = sleepers
    if (quiet < quietTurns || next === undefined) continue
    quiet = 0
    asking = true
    process.send?.({until: next.at})
  }
}

process.on('message', (message: {now: number}) => {
  ;({now} = message)
  asking = false
  sleepers.first?.wake()
})

void passTime()
const surroundings = {
  ...processSurroundings(),
  clock,
  random: chanceOf(Number(process.env['SECROT_SIMULATED_SEED'])),
}
const config = await programOf({root: process.cwd(), pjson: pjson as never, commands: {doctor: Doctor, rotate: Rotate}})
process.exit(await runCli(process.argv.slice(2), config, surroundings))
