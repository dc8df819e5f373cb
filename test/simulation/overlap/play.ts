import type {Bench, OpenRotation} from '../../../src/lib/rehearse/bench.ts'
import {strikesOn, strikeName, type Strike} from '../../../src/lib/rehearse/cell.ts'
import {Lane} from '../../../src/lib/rehearse/engine/lane.ts'
import type {Kind} from '../../../src/lib/rehearse/kind.ts'
import {callsOf, type PlainRun} from '../../../src/lib/rehearse/plain-run.ts'
import {unlabelledAt} from '../../../src/lib/rehearse/retirements.ts'
import {plainRotation} from '../../../src/lib/rehearse/scenarios/rotation.ts'
import {isSettled, repair} from '../../../src/lib/rehearse/settling.ts'
import {STEPS} from '../../../src/lib/rehearse/steps.ts'
import {strikeFaults} from '../../../src/lib/rehearse/strike-faults.ts'
import {targetChoice} from '../../../src/lib/rehearse/targets/setup.ts'
import type {DeployedLike} from './package.ts'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/index.ts'
import {Clients, type Refused} from './clients.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** An active key is older than two periods, a window and this: AppSync ends keys on full hours, a day ahead at the least. */
const RETIRING_MS = 26 * HOUR_MS

/** Rotations of a story, a period apart; the strike is in the second one. */
const ROTATIONS = 4
const STRUCK = 1

/** After a strike: the service tries again with the same token, or an operator acts before it does. */
export type Healer = 'service' | 'operator'

interface Life {
  readonly name: string
  readonly strike: Strike | undefined
  readonly heals: Healer
  readonly atTheEnd: ((bench: Bench) => unknown) | undefined
}

/** What came of one story. */
export interface Lived {
  readonly name: string
  readonly requests: number
  readonly refused: readonly Refused[]
  /** Most keys at any moment. */
  readonly most: number
  readonly limit: number
  /** How much older than allowed the oldest active key ever was, in ms; at most 0 when none was. */
  readonly tooOldMs: number
  /** Active keys at the end that no labelled version holds. */
  readonly orphans: number
  /** Rotations that ended with their version current. */
  readonly rotated: number
  /** Whether somebody had to repair. */
  readonly repaired: boolean
}

/** Stories of one rotator: four rotations a period apart, with clients all the while, and one strike or none. */
export class Overlaps {
  readonly #lane: Lane
  readonly #sandbox: Sandbox
  readonly #told: {onCall: () => void}
  readonly #plain: PlainRun
  readonly #timeoutMs: number
  readonly #kind: Kind

  private constructor(parts: {
    lane: Lane
    sandbox: Sandbox
    told: {onCall: () => void}
    plain: PlainRun
    timeoutMs: number
    kind: Kind
  }) {
    this.#lane = parts.lane
    this.#sandbox = parts.sandbox
    this.#told = parts.told
    this.#plain = parts.plain
    this.#timeoutMs = parts.timeoutMs
    this.#kind = parts.kind
  }

  static async open({subject, target, kind}: DeployedLike): Promise<Overlaps> {
    const told = {onCall: () => {}}
    const choice = targetChoice(target)
    const started: {sandbox?: Sandbox} = {}
    const lane = await Lane.open({
      startSandbox: async options => {
        const {observe} = options
        started.sandbox = await startSandbox({
          ...options,
          observe(seen) {
            observe?.(seen)
            told.onCall()
          },
        })
        return started.sandbox
      },
      spec: {
        subject,
        secretValue: choice.value,
        secretName: 'team/rotated',
        targetName: choice.name,
        target: choice.setup,
        needsSandboxOnly: true,
      },
      seed: 7,
      periodDays: 30,
      startAt: Date.UTC(2026, 0, 15, 10, 30),
    })
    const observation = await lane.play(plainRotation, kind)
    const plain = {rotation: observation.facts, observation}
    return new Overlaps({lane, sandbox: started.sandbox!, told, plain, timeoutMs: subject.timeoutMs, kind})
  }

  /** Every call of an undisturbed rotation struck in every way, and every step whose result is lost. */
  strikes(): readonly Strike[] {
    return STEPS.flatMap(step => strikesOn(step, callsOf(this.#plain, step).length))
  }

  /** `strike` absent: nothing goes wrong. `heals`: who sees to it after a strike. `atTheEnd`: what happens then. */
  async play(strike?: Strike, heals: Healer = 'service', atTheEnd?: (bench: Bench) => unknown): Promise<Lived> {
    const name = strike === undefined ? 'undisturbed' : `${strikeName(strike)} healed by the ${heals}`
    const play = (bench: Bench): Promise<Lived> => this.#live(bench, {name, strike, heals, atTheEnd})
    const {facts} = await this.#lane.play({name, group: 'overlap', play}, this.#kind)
    return facts
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lane.close()
  }

  async #live(bench: Bench, {name, strike, heals, atTheEnd}: Life): Promise<Lived> {
    const {target, periodMs, windowMs} = bench
    const oldest = 2 * periodMs + windowMs + RETIRING_MS
    const seen = {most: 0, tooOldMs: Number.NEGATIVE_INFINITY}
    const clients = new Clients(this.#sandbox, bench.secret, () => {
      const keys = target.credentials()
      if (!Array.isArray(keys)) return
      const active = keys.filter(({state}) => state === 'active')
      seen.most = Math.max(seen.most, keys.length)
      for (const {createdAt} of active) seen.tooOldMs = Math.max(seen.tooOldMs, bench.now() - createdAt - oldest)
    })
    // Whatever changes, somebody makes a request right after it.
    this.#told.onCall = () => clients.come()
    let rotated = 0
    let repaired = false
    try {
      for (let round = 0; round < ROTATIONS; round += 1) {
        clients.every(SECOND_MS)
        const ended = await this.#rotate(bench, round === STRUCK ? strike : undefined, heals)
        repaired ||= ended.repaired
        if (ended.ok) rotated += 1
        await bench.advance(2 * MINUTE_MS)
        await this.#passPeriod(bench, clients)
      }
      await atTheEnd?.(bench)
      clients.come()
      const orphans = unlabelledAt(await bench.sample()).length
      const limit = target.limit ?? Number.POSITIVE_INFINITY
      return {name, requests: clients.requests, refused: clients.refused, limit, orphans, rotated, repaired, ...seen}
    } finally {
      this.#told.onCall = () => {}
    }
  }

  /** As the service does it; what it leaves undone an operator ends, and a fresh rotation follows. */
  async #rotate(
    bench: Bench,
    strike: Strike | undefined,
    heals: Healer,
  ): Promise<{readonly ok: boolean; readonly repaired: boolean}> {
    const rules = strike === undefined ? [] : strikeFaults(strike, callsOf(this.#plain, strike.step), this.#timeoutMs)
    const opened: {rotation?: OpenRotation} = {}
    let once = strike !== undefined
    const first = await bench.rotate({
      attempts: heals === 'service' ? 3 : 1,
      beforeStep(step, rotation) {
        opened.rotation = rotation
        if (!once || step !== strike?.step) return
        once = false
        bench.faults(rules)
      },
      afterStep: () => bench.faults([]),
      ...(strike?.mode === 'kill-after-return' ? {lost: strike.step} : {}),
    })
    if (await isSettled(bench, first)) return {ok: true, repaired: false}
    await repair(bench)
    // Finished by hand, which the service learns when it tries again; otherwise discarded, and rotated afresh.
    if (bench.holder('AWSCURRENT') === first.token && opened.rotation !== undefined)
      return {ok: await isSettled(bench, await bench.retry(opened.rotation)), repaired: true}
    const fresh = await bench.rotate({attempts: 3})
    return {ok: await isSettled(bench, fresh), repaired: true}
  }

  /** Requests each minute until the overlap is over, then each hour: nothing moves but the clock. */
  async #passPeriod(bench: Bench, clients: Clients): Promise<void> {
    const until = bench.now() + bench.periodMs
    clients.every(MINUTE_MS)
    for (let passed = 0; passed < bench.overlapMs + HOUR_MS; passed += HOUR_MS) {
      await clients.leaveTraces()
      await bench.advance(HOUR_MS)
    }
    clients.every(HOUR_MS)
    while (bench.now() + 24 * HOUR_MS < until) {
      await clients.leaveTraces()
      await bench.advance(24 * HOUR_MS)
    }
    await bench.advance(Math.max(0, until - bench.now()))
  }
}
