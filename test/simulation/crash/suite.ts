import {crashModelRuns, crashProcessRuns, share} from '../counts.ts'
import {comparable, firstDifference} from './compare.ts'
import {ModelRuns} from './model-runs.ts'
import {beginningKey, type CrashPlan, planOf} from './plan.ts'
import type {Played} from './play.ts'
import {ProcessRuns} from './process-runs.ts'

/** Errors by the hundred thousand, whose stacks nobody reads. */
Error.stackTraceLimit = 0

export interface Share {
  /** Which part of the seeds, of how many. */
  readonly part: number
  readonly of: number
}

const firstSeed = Number(process.env['SECROT_CRASH_SEED'] ?? 1)

/** Plays a share of the model runs, prints what they came to, and expects no breach and a settled end of each. */
export async function modelRuns({part, of}: Share, all = crashModelRuns): Promise<Tally> {
  await using runs = new ModelRuns()
  const tally = new Tally(`model runs (${share})`, part)
  for (let seed = firstSeed + part - 1; seed < firstSeed + all; seed += of) {
    const played = await runs.play(planOf(seed))
    tally.take(seed, played)
  }
  tally.print()
  return tally
}

/** After so long doctor does not wait for evidence any more. */
const dayAndAnHour = 25 * 3_600_000

/** Process runs at the same time: most of what they wait for are the SDK's pauses between two attempts. */
const atOnce = 3

/**
 * Plays a share of the process runs, each beside the model run of the same seed, and expects the same record of both.
 * Targets so slow that the time limit ends a step are left to the model: a process cannot be slowed in virtual time. So are
 * further runs of secrot while things go wrong, doctor's wait for evidence, and the rotation at the end, since each run costs real time.
 */
export async function processRuns({part, of}: Share, all = crashProcessRuns): Promise<Tally> {
  await using model = new ModelRuns()
  await using processes = new ProcessRuns()
  const tally = new Tally('process runs', part)
  const stories = storiesOf(all).filter((_, index) => index % of === part - 1)
  const next = stories.values()
  // Model runs of one beginning share a sandbox: one after the other.
  let last: Promise<unknown> = Promise.resolve()
  const modelOf = (plan: CrashPlan): ReturnType<ModelRuns['play']> => {
    const mine = last.then(() => model.play(plan))
    last = mine.catch(() => undefined)
    return mine
  }
  const differenceOf = async (plan: CrashPlan, withoutTimes = false): Promise<string | undefined> => {
    const played = await processes.play(plan)
    const expected = await modelOf(plan)
    tally.take(plan.seed, played)
    return firstDifference(comparable(expected.record, withoutTimes), comparable(played.record, withoutTimes))
  }
  const compare = async (plan: CrashPlan): Promise<void> => {
    let difference = await differenceOf(plan)
    if (difference === undefined) return
    // Whether a process waits is seen from outside, in which a machine may be wrong now and then; not each time.
    tally.playedTwice.push(plan.seed)
    for (let more = 1; more <= MOST_MORE_PLAYS && difference !== undefined; more += 1)
      // Two readings of the trail share its pace; which has the next turn is up to the pauses of the SDK, each time anew.
      difference = await differenceOf(plan, more === MOST_MORE_PLAYS)
    if (difference !== undefined)
      throw new Error(`model run and process run differ\n${difference}\n${again(plan.seed)}`)
  }
  const worker = async (): Promise<void> => {
    for (const plans of next) {
      for (const plan of plans) await compare(plan)
      await processes.end(plans[0]!)
    }
  }
  await Promise.all(Array.from({length: atOnce}, worker))
  tally.print()
  return tally
}

/** A seed that differs is played so often again: what follows from code differs each time, what follows from timing does not. */
const MOST_MORE_PLAYS = 4

/** The plans of the process runs by their beginning, since those of one beginning share a sandbox. */
function storiesOf(all: number): readonly (readonly CrashPlan[])[] {
  const seeds = Array.from({length: all}, (_, index) => firstSeed + index)
  const plans = seeds.map(seed => planOf(seed, {slow: false, mostRuns: 1, restMs: dayAndAnHour, rotatesAtEnd: false}))
  return [...Map.groupBy(plans, beginningKey).values()]
}

/** How one run is played again. */
function again(seed: number): string {
  const runs = 'SECROT_CRASH_RUNS=1 SECROT_CRASH_PROCESS_RUNS=1'
  return `seed ${seed}; again: SECROT_CRASH_SEED=${seed} ${runs} npx vitest run test/simulation/crash`
}

/** What thousands of runs have to have met, or they prove nothing: deaths between two changes, and each kind of repair. */
const wanted = [
  'pending-live-current-dead finish: fixed',
  'current-dead-previous-live restore previous: fixed',
  'pending-without-value discard then rotate: fixed',
  'pending-copies-current discard then rotate: fixed',
  'pending-credential-gone discard then rotate: fixed',
  'pending-applied-unfinished resume from testSecret: fixed',
  'pending-after-cancel finish: fixed',
  'pending-not-from-this-rotation discard then rotate: fixed',
  'pending-not-applied resume from setSecret: fixed',
  'newer-version-without-label finish: fixed',
  'nothing-authenticates',
  'died at UpdateSecretVersionStage before',
  'died at UpdateSecretVersionStage after',
  'died at RotateSecret before',
  'died at RotateSecret after',
  'died at Invoke before',
  'died at Invoke after',
] as const

/** What a number of runs came to. */
export class Tally {
  readonly layer: string
  readonly part: number
  readonly startedAt = performance.now()
  readonly did = new Map<string, number>()
  readonly seeds: number[] = []
  readonly rounds = new Map<number, number>()
  /** Seeds whose two layers differed at first. */
  readonly playedTwice: number[] = []
  deaths = 0
  faults = 0
  checked = 0

  constructor(layer: string, part: number) {
    this.layer = layer
    this.part = part
  }

  /** Throws at once where a rule was broken or a run did not settle, and says how that one is played again. */
  take(seed: number, {breaches, settled, told, did, deaths, faults, checked, rounds}: Played): void {
    const problems = settled ? breaches : [...breaches, `not settled: ${told}`]
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${again(seed)}`)
    this.seeds.push(seed)
    this.deaths += deaths
    this.faults += faults
    this.checked += checked
    this.rounds.set(rounds, (this.rounds.get(rounds) ?? 0) + 1)
    for (const what of did) this.did.set(what, (this.did.get(what) ?? 0) + 1)
  }

  /** What thousands of runs have to meet, and these did not. */
  get missed(): readonly string[] {
    return wanted.filter(beginning => ![...this.did.keys()].some(name => name.startsWith(beginning)))
  }

  print(): void {
    const {layer, part, seeds, deaths, faults, checked, rounds, startedAt} = this
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
    const settled = [...rounds].toSorted(([a], [b]) => a - b).map(([round, count]) => `${count} in ${round}`)
    console.log(
      `${layer}, part ${part}: ${seeds.length} runs from seed ${Math.min(...seeds)} to ${Math.max(...seeds)} in ${seconds} s: ` +
        `${deaths} deaths of secrot, ${faults} faults, ${checked} changes held against both rules; ` +
        `settled once faults had stopped: ${settled.join(', ')} rounds` +
        (this.playedTwice.length === 0 ? '' : `; played twice: ${this.playedTwice.join(', ')}`),
    )
    for (const [name, count] of [...this.did].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      console.log(`  ${name}: ${count}`)
  }
}
