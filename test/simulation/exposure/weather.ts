import {ServerResponse} from 'node:http'
import type {FaultKind, FaultRule} from '../../../src/lib/sandbox/fault-rules.ts'
import type {ExposureStage} from './stage.ts'

/** What a run meets: each gives errors of its own kind. */
export const weathers = ['fine', 'usage', 'refused', 'denied', 'failing', 'broken', 'interrupted'] as const
export type Weather = (typeof weathers)[number]

const failures: readonly FaultKind[] = ['server-error', 'throttle', 'connection-reset', 'lost-reply']

/** Sets the sandbox's faults for a run; `random` is that of the run. */
export function setFaults({stage, operator}: ExposureStage, weather: Weather, random: () => number): void {
  const rules: FaultRule[] = []
  const on = {principal: operator.arn}
  const when = (): Partial<FaultRule> =>
    random() < 0.5 ? {nth: 1 + Math.floor(random() * 6)} : {probability: [0.2, 0.5, 1][Math.floor(random() * 3)]!}
  if (weather === 'denied') rules.push({...on, kind: 'access-denied', ...when()})
  if (weather === 'failing') rules.push({...on, kind: failures[Math.floor(random() * failures.length)]!, ...when()})
  stage.sandbox.faults.set(rules, Math.floor(random() * 1e9))
}

/** How an answer's body is spoilt; its length stays. */
const spoils: readonly ((body: Buffer) => Buffer)[] = [
  body => Buffer.concat([body.subarray(0, -1), Buffer.from('<')]),
  body => Buffer.concat([Buffer.from('<'), body.subarray(1)]),
  body => Buffer.from(body.toString('latin1').replaceAll(':', ' '), 'latin1'),
  body => Buffer.from(body.toString('latin1').replaceAll('"', "'"), 'latin1'),
]

/** Spoils the answers of every server of this process for which `random` says so, until it is disposed of. */
export function breakAnswers(random: () => number): Disposable {
  const end = Reflect.get(ServerResponse.prototype, 'end') as (...args: readonly unknown[]) => ServerResponse
  ServerResponse.prototype.end = function (this: ServerResponse, ...args: readonly unknown[]) {
    const [body] = args
    const spoil = spoils[Math.floor(random() * spoils.length)]!
    const isBody = (typeof body === 'string' && body !== '') || Buffer.isBuffer(body)
    if (!isBody || random() < 0.4) return Reflect.apply(end, this, args)
    return Reflect.apply(end, this, [spoil(Buffer.from(body as string))])
  } as ServerResponse['end']
  return {
    [Symbol.dispose]: () => {
      Reflect.set(ServerResponse.prototype, 'end', end)
    },
  }
}

/** How long an SDK client waits for a connection and for an answer. */
const timeouts: ReadonlySet<number> = new Set([3000, 30_000])

/** The SDK's pauses before it sends again, and whatever else waits in real time, take none. */
export function withoutPauses(): Disposable {
  const real = globalThis.setTimeout
  globalThis.setTimeout = ((work: () => void, ms = 0, ...rest: readonly unknown[]) =>
    Reflect.apply(real, undefined, [work, timeouts.has(ms) ? ms : 0, ...rest]) as unknown) as typeof setTimeout
  return {
    [Symbol.dispose]: () => {
      globalThis.setTimeout = real
    },
  }
}
