import {describe, expect, it} from 'vitest'
import {failingShare, type Weather} from '../support/story-gateways.ts'
import {share as partOfWhole, watches as runs} from './counts.ts'
import {lies, outlasts} from './watch/lies.ts'
import {couldBeRead, readableAt} from './watch/readable.ts'
import {play, startedAt, type Run} from './watch/play.ts'

// The weather throws errors by the hundred thousand, and nobody reads their stacks.
Error.stackTraceLimit = 0

const firstSeed = Number(process.env['SECROT_WATCH_SEED'] ?? 1)

/** Verdicts that say how it ended. */
const definite: ReadonlySet<string> = new Set(['succeeded', 'abandoned', 'cancelled', 'failed'])

/** What a number of runs came to. */
class Tally {
  readonly #ends = new Map<string, number>()
  readonly #lateMs: number[] = []
  #runs = 0
  #readable = 0
  #definite = 0
  #calls = 0
  #watchedMs = 0

  take(run: Run): void {
    const {kind} = run.followed.end
    const ended = `${run.story.kind}: ${kind}`
    this.#runs += 1
    this.#ends.set(ended, this.ended(ended) + 1)
    const readable = readableAt(run)
    if (readable !== undefined) this.#lateMs.push(run.endedAt - readable)
    if (couldBeRead(run)) this.#readable += 1
    if (couldBeRead(run) && definite.has(kind)) this.#definite += 1
    this.#calls += run.asked.labels.length + run.asked.log.length + run.asked.events.length
    this.#watchedMs += run.endedAt - run.begunAt
  }

  ended(name: string): number {
    return this.#ends.get(name) ?? 0
  }

  /** Of the runs whose truth could be read. */
  get definiteShare(): number {
    return this.#definite / this.#readable
  }

  /** Of the verdicts, so many came within 5 seconds of the reads that hold their evidence. */
  get promptShare(): number {
    return this.#lateMs.filter(late => late <= 5000).length / this.#lateMs.length
  }

  get callsPerSecond(): number {
    return this.#calls / (this.#watchedMs / 1000)
  }

  print(): void {
    const share = (of: number): string => `${(of * 100).toFixed(2)} %`
    const [worst] = this.#lateMs.toSorted((a, b) => b - a)
    console.log(
      `model runs: ${this.#runs} watches (${partOfWhole}) from seed ${firstSeed}, ${share(failingShare)} of their calls fail: ` +
        `${this.#readable} whose truth could be read, ${share(this.definiteShare)} of them with a definite verdict; ` +
        `${share(this.promptShare)} of ${this.#lateMs.length} verdicts within 5 s of their evidence (worst ${worst} ms); ` +
        `${this.callsPerSecond.toFixed(2)} calls a second`,
    )
    for (const [name, count] of [...this.#ends].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      console.log(`  ${name} ${count}`)
  }
}

describe('a watch of a rotation', () => {
  it(`gives no false verdict in ${runs} seeded runs of which a fifth of the calls fails, and a prompt one where the truth can be read`, async () => {
    const tally = new Tally()
    for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
      const run = await play(seed)
      expect(lies(run), `seed ${seed}: ${run.story.kind} ended as ${run.followed.end.kind}`).toEqual([])
      tally.take(run)
    }
    tally.print()
    expect(tally.definiteShare).toBeGreaterThanOrEqual(0.99)
    expect(tally.promptShare).toBeGreaterThanOrEqual(0.99)
    expect(tally.callsPerSecond).toBeLessThanOrEqual(1)
    // Each verdict was really given, and most stories came to theirs.
    for (const verdict of [
      'success: succeeded',
      'replaced: succeeded',
      'fails: failed',
      'abandoned: abandoned',
      'cancelled: cancelled',
    ]) {
      expect(tally.ended(verdict)).toBeGreaterThan(runs / 20)
    }
  }, 600_000)

  it('comes to the one right verdict in fair weather', async () => {
    const fair: Weather = {throttled: 0, broken: 0, lagging: 0, slow: 0, denied: new Set()}
    const expected = {
      success: 'succeeded',
      replaced: 'succeeded',
      fails: 'failed',
      abandoned: 'abandoned',
      'label-taken': 'abandoned',
      cancelled: 'cancelled',
    }
    for (let seed = 1; seed <= 100; seed += 1) {
      const run = await play(seed, fair)
      const {kind} = run.story
      // A pause between two attempts that is longer than the settle time is a failure by the rules, and told as one.
      if (run.followed.end.kind === 'failed' && kind !== 'fails') expect(lies(run)).toEqual([])
      // Where the log cannot tell, silence counts only once events cannot be late any more: that may outlast the watch.
      else if (outlasts(run.story) && run.followed.end.kind === 'not-finished') expect(lies(run)).toEqual([])
      else expect(run.followed.end.kind, `seed ${seed}`).toBe(expected[kind])
    }
  }, 120_000)

  it('asks for labels at most every 2 seconds and for events at most every 10', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const {asked, endedAt} = await play(seed)
      const gaps = asked.labels.map((at, index) => at - (asked.labels[index - 1] ?? startedAt - 2000))
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2000)
      expect(asked.events.length).toBeLessThanOrEqual((endedAt - startedAt) / 10_000 + 1)
    }
  }, 120_000)
})
