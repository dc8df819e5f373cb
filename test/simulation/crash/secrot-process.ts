import {subscribe} from 'node:diagnostics_channel'
import type {IncomingMessage} from 'node:http'
import {flushCompileCache} from 'node:module'
import {Writable} from 'node:stream'
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
import type {RunAnswer, RunOrder, SecrotHears, SecrotSays} from './secrot-messages.ts'

// secrot in a process of its own, whose waits pass in the virtual time of the sandbox in the parent process: when nothing
// is under way here, the parent is asked to move its clock to the first who wants to wake. Bundled and started by
// secrot-pool.ts, which has it run commands one after the other and kills it in the midst of one.

const quietTurns = 12
let now = 0
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

async function passTime(during: {readonly over: boolean}): Promise<void> {
  for (let quiet = 0; !during.over;) {
    const before = sleepers.begun
    // A timer of its own does not count as something that is under way, since it is not referenced.
    if (quiet === 0) await setTimeout(1, undefined, {ref: false})
    else await setImmediate()
    quiet = isBusy() || asking || sleepers.begun !== before ? 0 : quiet + 1
    if (quiet < quietTurns) continue
    quiet = 0
    const {first: next} = sleepers
    if (next === undefined || during.over) continue
    asking = true
    say({until: next.at})
  }
}

function say(message: SecrotSays): void {
  process.send?.(message)
}

/** As in a process that was started for it: with that environment alone, and with nothing left of the run before. */
async function run({argv, env, chance, now: startedAt}: RunOrder): Promise<RunAnswer> {
  now = startedAt
  requests = 0
  asking = false
  sleepers.clear()
  process.exitCode = undefined
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  const written = {stdout: '', stderr: ''}
  const sink = (name: 'stdout' | 'stderr'): Writable =>
    new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        written[name] += text
        done()
      },
    })
  const surroundings = {
    ...processSurroundings(),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    clock,
    random: chanceOf(chance),
    interrupt: new AbortController().signal,
  }
  const during = {over: false}
  void passTime(during)
  const config = await programOf({
    // A folder without packages: with their records `rotate` asks for the function once more, built clone or not.
    root: import.meta.dirname,
    pjson: pjson as never,
    commands: {doctor: Doctor, rotate: Rotate},
  })
  const exitCode = await runCli(argv, config, surroundings)
  during.over = true
  return {exitCode, ...written}
}

async function answer(order: RunOrder): Promise<void> {
  const ended = await run(order)
  // Node would write it at its end, which comes by kill −9.
  flushCompileCache()
  say({ended})
}

process.on('message', (message: SecrotHears) => {
  if ('order' in message) {
    void answer(message.order)
    return
  }
  ;({now} = message)
  asking = false
  sleepers.first?.wake()
})
// Nobody is left to ask for anything.
process.once('disconnect', () => process.exit())
