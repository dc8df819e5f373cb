import {EXIT, SecrotError} from '../errors.ts'
import type {Sandbox, SandboxOptions} from '../sandbox/index.ts'
import {scenarioDraws} from './engine/draws.ts'
import {Lane, type LaneOptions} from './engine/lane.ts'
import type {StageSpec} from './engine/stage.ts'
import {contradicts, guessKind} from './guess-kind.ts'
import type {Item, Plan, Scenario} from './item.ts'
import {isAboutLoading} from './items/loads-and-answers.ts'
import {conclusionOf, judgeAll, outcomesOf, workOf, type Work} from './judge.ts'
import type {Kind} from './kind.ts'
import type {Seen} from './observation.ts'
import {isLoaded, type PlainRun} from './plain-run.ts'
import {keyedDigest} from './request-digest.ts'
import {plainRotation} from './scenarios/rotation.ts'
import {notReached} from './skips.ts'
import {Tally, type CaseResult} from './tally.ts'

export interface RehearsalOptions {
  readonly startSandbox: (options: SandboxOptions) => Promise<Sandbox>
  readonly spec: StageSpec
  readonly seed: number
  readonly items: readonly Item[]
  /** Absent: guessed from the calls of the first rotation. */
  readonly kind?: Kind
  /** Ids of the only items to judge. Absent: all. */
  readonly only?: readonly string[]
  /** Names of the only scenarios to play. Absent: all. */
  readonly cells?: readonly string[]
  /** Days between rotations. Absent: 30. */
  readonly periodDays?: number
  /** Sandboxes that play at the same time. Absent: 2. */
  readonly lanes?: number
  readonly minBits?: number
  /** Share of the passing scenarios that are played again in a fresh process. Absent: 0.05. */
  readonly repeatShare?: number
  readonly onPlain?: (plain: PlainRun, kind: Kind) => void
  readonly onProgress?: (done: number, planned: number) => void
  /** Aborted: no further scenario is begun. */
  readonly signal?: AbortSignal
}

/** Everything that was played and judged; `report.ts` makes of it what is shown. */
export interface Rehearsed {
  readonly plain: PlainRun
  readonly plan: Plan
  readonly tally: Tally
  readonly strength: {readonly bits: number | null; readonly source: string | null}
  /** Title of the target. */
  readonly target: string
  /** What kept the function from other hosts: a network of its own, or only what is loaded before it. */
  readonly network: 'own' | 'guarded'
  readonly keepsState: readonly string[]
  readonly played: number
  readonly planned: number
  /** Whether all scenarios were asked for: no --cell. */
  readonly whole: boolean
  /** The order in which scenarios were planned. */
  readonly scenarios: readonly Scenario[]
}

/** Virtual start of every scenario: half past an hour, as items about hours want it. 2026-01-15T10:30:00Z. */
const START_AT = 1_768_473_000_000

/** Rehearses one function. Throws KIND_CONTRADICTED (exit 2) and what the sandbox throws when it cannot be started. */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsed> {
  const {seed, items, kind: wanted, cells, only} = options
  const laneOptions: LaneOptions = {
    startSandbox: options.startSandbox,
    spec: options.spec,
    seed,
    periodDays: options.periodDays ?? 30,
    startAt: START_AT,
  }
  const first = await Lane.open(laneOptions)
  const lanes = [first]
  try {
    const observation = await first.play(plainRotation, wanted ?? 'rand')
    const plain: PlainRun = {rotation: observation.facts, observation}
    const guessed = guessKind(plain, first.hasModel)
    const kind = wanted ?? guessed.kind
    if (wanted !== undefined && contradicts(wanted, guessed.kind)) throw kindContradicted(wanted, guessed.kind)
    options.onPlain?.(plain, kind)
    const plan: Plan = {
      kind,
      ...(guessed.provider === undefined ? {} : {provider: guessed.provider}),
      hasModel: first.hasModel,
      plain,
      seed,
      minBits: options.minBits ?? 128,
      shippedPolicy: options.spec.subject.shippedPolicy,
    }
    const loaded = isLoaded(plain)
    const asked = only === undefined ? items : items.filter(({id}) => only.includes(id))
    // A function that does not load answers nothing: only the undisturbed rotation is judged, and at once.
    const chosen = loaded ? asked : items.filter(isAboutLoading)
    const watching = chosen.filter(item => item.watch !== undefined)
    // What has no scenario of its own sees whatever the others play.
    const all = loaded && (chosen.some(item => item.cases === undefined) || cells !== undefined)
    const works = workOf(all ? items : chosen, plan)
      .filter(({scenario}) => cells === undefined || !loaded || cells.includes(scenario.name))
      .map(work => ({...work, judges: work.judges.filter(({item}) => chosen.includes(item))}))
    while (lanes.length < Math.min(options.lanes ?? 2, works.length)) lanes.push(await Lane.open(laneOptions))
    const digest = keyedDigest()
    const done = await playAll(works, lanes, {...options, plan, watching, kind, digest})
    if (done.played === works.length && cells === undefined) {
      for (const item of chosen)
        for (const result of conclusionOf(item, done.tally.calls, {plan, digest})) done.tally.add(result)
    }
    return {
      plain,
      plan,
      strength: done.tally.strength,
      target: first.targetTitle,
      network: await first.network(),
      planned: works.length,
      whole: cells === undefined,
      scenarios: works.map(({scenario}) => scenario),
      ...done,
    }
  } finally {
    await Promise.all(lanes.map(lane => lane.close()))
  }
}

function kindContradicted(wanted: Kind, seen: Kind): SecrotError {
  return new SecrotError({
    code: 'KIND_CONTRADICTED',
    message: `--kind ${wanted} cannot be: by its first rotation and its target the function is of kind ${seen}.`,
    hint: 'Leave --kind out, or name the target that it is for.',
    exit: EXIT.usage,
  })
}

interface PlayOptions extends RehearsalOptions {
  readonly plan: Plan
  readonly watching: readonly Item[]
  readonly kind: Kind
  readonly digest: (entry: Seen) => string
}

interface JudgeOptions extends PlayOptions {
  readonly tally: Tally
}

/** Groups are handed out whole, so that a warm worker is used within one group only. */
async function playAll(works: readonly Work[], lanes: readonly Lane[], options: PlayOptions) {
  const groups = [...Map.groupBy(works, ({scenario}) => scenario.group ?? scenario.name).values()]
  const tally = new Tally()
  tally.saw(options.plan.plain.observation, options.plan)
  const keepsState: string[] = []
  let played = 0
  const work = async (lane: Lane) => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      for (const one of group) {
        if (options.signal?.aborted === true) return
        const {found, differs} = await playOne(one, lane, {...options, tally})
        for (const result of found) tally.add(result)
        if (differs) keepsState.push(one.scenario.name)
        played += 1
        options.onProgress?.(played, works.length)
      }
    }
  }
  await Promise.all(lanes.map(work))
  return {tally, keepsState: keepsState.toSorted(), played}
}

/** A failing scenario is played again in a fresh process before it counts, and a seeded few of the passing ones too. */
async function playOne(
  work: Work,
  lane: Lane,
  options: JudgeOptions,
): Promise<{found: readonly CaseResult[]; differs: boolean}> {
  const {scenario} = work
  const warm = await judgedRun(work, lane, options, false)
  const failed = warm.some(({verdict}) => verdict.verdict === 'fail')
  const drawn = scenarioDraws(options.seed, `again/${scenario.name}`)() < (options.repeatShare ?? 0.05)
  if (!failed && !drawn) return {found: warm, differs: false}
  const fresh = await judgedRun(work, lane, options, true)
  return {found: fresh, differs: outcomesOf(fresh) !== outcomesOf(warm)}
}

async function judgedRun(
  work: Work,
  lane: Lane,
  options: JudgeOptions,
  fresh: boolean,
): Promise<readonly CaseResult[]> {
  const {plan, watching, kind, tally} = options
  try {
    const observation = await lane.play(work.scenario, kind, fresh)
    tally.saw(observation, plan)
    return judgeAll(work, watching, observation, {plan, digest: options.digest})
  } catch (error) {
    // Texts of errors may quote what was asked, a key for one.
    const reason =
      error instanceof Error ? [error.name, (error as {code?: unknown}).code].filter(Boolean).join(' ') : typeof error
    const {failed} = plan.plain.rotation
    if (failed !== undefined && error instanceof Error && error.name === 'ServiceError') {
      // The script counts on a rotation that gets through; the service refused what it wanted next.
      return work.judges.map(({item}) => ({item, scenario: work.scenario.name, verdict: notReached({failed})}))
    }
    // The harness broke, not the function: that is an error of the case and never a verdict on the function.
    return work.judges.map(({item}) => ({item, scenario: work.scenario.name, verdict: {verdict: 'error', reason}}))
  }
}
