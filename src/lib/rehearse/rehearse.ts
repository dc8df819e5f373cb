import {EXIT, SecrotError} from '../errors.ts'
import type {Sandbox, SandboxOptions} from '../sandbox/index.ts'
import type {Cell} from './cell.ts'
import {scenarioDraws} from './engine/draws.ts'
import {Lane, type LaneOptions} from './engine/lane.ts'
import type {StageSpec} from './engine/stage.ts'
import {contradicts, guessKind} from './guess-kind.ts'
import type {CaseVerdict, Item, Plan, Scenario} from './item.ts'
import {cellScenario, cellsOf} from './matrix.ts'
import {isAboutLoading} from './items/loads-and-answers.ts'
import {conclusionOf, judgeAll, outcomesOf, workOf, type Work} from './judge.ts'
import type {Kind} from './kind.ts'
import type {Seen} from './observation.ts'
import {isLoaded, type PlainRun} from './plain-run.ts'
import {keyedDigest} from './request-digest.ts'
import {plainRotation} from './scenarios/rotation.ts'
import {firstOf, pairsOf, Retries, sampleOfPairs} from './second-faults.ts'
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
  /** Values are searched for in all scenarios, whatever `only` names. Absent: in those of the items that are judged. */
  readonly everywhere?: boolean
  /** Names of the only scenarios to play. Absent: all. */
  readonly cells?: readonly string[]
  /** Days between rotations. Absent: 30. */
  readonly periodDays?: number
  /** Sandboxes that play at the same time. Absent: 2. */
  readonly lanes?: number
  readonly minBits?: number
  /** Share of the passing scenarios that are played again in a fresh process. Absent: 0.05. */
  readonly repeatShare?: number
  /** 2: a second fault in the retry of each cell that needs one. Absent: 1. */
  readonly depth?: 1 | 2
  /** At depth 2 all second faults, not a sample of them. Absent: false. */
  readonly exhaustive?: boolean
  readonly onPlain?: (plain: PlainRun, kind: Kind) => void
  /** `more`: cells with a second fault come after those that are planned, and are not counted yet. */
  readonly onProgress?: (done: number, planned: number, more: boolean) => void
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
  /** Cells with a second fault that there are; undefined: none were asked for. */
  readonly pairs: number | undefined
  /** Ids of the items of which not all scenarios were played, since the rehearsal was ended before. */
  readonly cutShort: ReadonlySet<string>
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
    const retries = new Retries()
    const observation = await first.play(plainRotation, wanted ?? 'rand')
    const plain: PlainRun = {rotation: observation.facts, observation}
    const guessed = guessKind(plain, first.target)
    const kind = wanted ?? guessed.kind
    if (wanted !== undefined && contradicts(wanted, guessed.kind)) throw kindContradicted(wanted, guessed.kind)
    options.onPlain?.(plain, kind)
    const plan: Plan = {
      kind,
      ...(guessed.provider === undefined ? {} : {provider: guessed.provider}),
      hasModel: first.target.hasModel,
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
    const isOfAll = (item: Item) => item.cases === undefined || (options.everywhere === true && item.class === 'leaks')
    const all = loaded && (chosen.some(isOfAll) || cells !== undefined)
    const worksFor = (wanted: Plan) =>
      workOf(all ? items : chosen, wanted)
        .filter(({scenario}) => cells === undefined || !loaded || cells.includes(scenario.name))
        .map(work => ({...work, judges: work.judges.filter(({item}) => chosen.includes(item))}))
    const works = worksFor(plan)
    while (lanes.length < Math.min(options.lanes ?? 2, works.length)) lanes.push(await Lane.open(laneOptions))
    const playing: PlayOptions = {...options, plan, watching, kind, digest: keyedDigest(), tally: new Tally(), retries}
    playing.tally.saw(observation, plan)
    const deeper = loaded && options.depth === 2 && cells === undefined
    const once = await playAll(works, lanes, {...playing, more: deeper})
    const pairs = deeper ? pairsOf(plan, retries) : await pairsNamed(cells ?? [], first, playing)
    const chosenPairs = deeper && options.exhaustive !== true ? sampleOfPairs(pairs, seed) : pairs
    const known = new Set(works.map(({scenario}) => scenario.name))
    const again = worksFor({...plan, pairs: chosenPairs}).filter(({scenario}) => !known.has(scenario.name))
    const twice = await playAll(again, lanes, {...playing, before: works.length})
    const planned = works.length + again.length
    const left = [...once.left, ...twice.left]
    if (left.length === 0 && cells === undefined) {
      for (const item of chosen)
        for (const result of conclusionOf(item, playing.tally.calls, playing)) playing.tally.add(result)
    }
    return {
      plain,
      plan,
      tally: playing.tally,
      strength: playing.tally.strength,
      target: first.target.title,
      network: await first.network(),
      keepsState: [...once.keepsState, ...twice.keepsState].toSorted(),
      played: planned - left.length,
      planned,
      cutShort: cutShort(left, chosen),
      pairs: pairs.length === 0 && !deeper ? undefined : pairs.length,
      whole: cells === undefined,
      scenarios: [...works, ...again].map(({scenario}) => scenario),
    }
  } finally {
    await Promise.all(lanes.map(lane => lane.close()))
  }
}

/** What watches every scenario, or concludes from all of them, is cut short by the first that is not played. */
function cutShort(left: readonly Work[], chosen: readonly Item[]): ReadonlySet<string> {
  if (left.length === 0) return new Set()
  const own = left.flatMap(({judges}) => judges.map(({item}) => item))
  const all = chosen.filter(item => item.watch !== undefined || item.conclude !== undefined)
  return new Set([...own, ...all].map(({id}) => id))
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
  readonly tally: Tally
  readonly retries: Retries
}

/** Cells with a second fault that somebody named. What the retry after the first one calls is found out by playing that. */
async function pairsNamed(names: readonly string[], lane: Lane, options: PlayOptions): Promise<readonly Cell[]> {
  const firsts = new Set(names.map(firstOf).filter(first => first !== undefined))
  if (firsts.size === 0) return []
  for (const cell of cellsOf(options.plan).filter(({name}) => firsts.has(name))) {
    await judgedRun({scenario: cellScenario(cell, options.plan), judges: []}, lane, {...options, watching: []}, true)
  }
  return pairsOf(options.plan, options.retries).filter(({name}) => names.includes(name))
}

/** Groups are handed out whole, so that a warm worker is used within one group only. */
async function playAll(
  works: readonly Work[],
  lanes: readonly Lane[],
  {before = 0, more = false, ...options}: PlayOptions & {readonly before?: number; readonly more?: boolean},
): Promise<Pick<Rehearsed, 'keepsState'> & {readonly left: readonly Work[]}> {
  const groups = [...Map.groupBy(works, ({scenario}) => scenario.group ?? scenario.name).values()]
  const keepsState: string[] = []
  const left = new Set(works)
  const done = (one: Work, found: readonly CaseResult[]) => {
    for (const result of found) options.tally.add(result)
    left.delete(one)
    options.onProgress?.(before + works.length - left.size, before + works.length, more)
  }
  const compared = (one: Work, warm: Judged, fresh: Judged) => {
    done(one, fresh.found)
    const isByChance = warm.isNearLimit || fresh.isNearLimit
    if (!isByChance && outcomesOf(fresh.found) !== outcomesOf(warm.found)) keepsState.push(one.scenario.name)
  }
  const work = async (lane: Lane) => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      const fresh = new Map<Work, Judged>()
      // First: the process of the last one is warm for those that share one.
      for (const one of group.filter(work => isDrawn(work, options))) {
        if (options.signal?.aborted === true) return
        fresh.set(one, await judgedRun(one, lane, options, true))
      }
      const failing: Failing[] = []
      for (const one of group) {
        if (options.signal?.aborted === true) return
        const warm = await judgedRun(one, lane, options, false)
        const own = fresh.get(one)
        if (own !== undefined) compared(one, warm, own)
        else if (hasFailed(warm.found)) failing.push({one, warm})
        else done(one, warm.found)
      }
      for (const {one, warm} of failing) {
        if (options.signal?.aborted === true) return
        compared(one, warm, await judgedRun(one, lane, options, true))
      }
    }
  }
  await Promise.all(lanes.map(work))
  return {keepsState, left: [...left]}
}

/** What is played again in a fresh process before it counts. */
interface Failing {
  readonly one: Work
  readonly warm: Judged
}

interface Judged {
  readonly found: readonly CaseResult[]
  /** A step came so near to its time limit that the draws for its pauses decide whether it is in time. */
  readonly isNearLimit: boolean
}

const NEAR = 0.9

const hasFailed = (found: readonly CaseResult[]) => found.some(({verdict}) => verdict.verdict === 'fail')

/** A seeded few of the scenarios are played in a fresh process too, whether they pass or not. */
function isDrawn({scenario}: Work, {seed, repeatShare = 0.05}: PlayOptions): boolean {
  return scenarioDraws(seed, `again/${scenario.name}`)() < repeatShare
}

async function judgedRun(work: Work, lane: Lane, options: PlayOptions, fresh: boolean): Promise<Judged> {
  const {plan, watching, kind, tally, retries} = options
  try {
    const observation = await lane.play(work.scenario, kind, fresh)
    tally.saw(observation, plan)
    retries.note(observation)
    const found = judgeAll(work, watching, observation, {plan, digest: options.digest})
    if (!hasFailed(found)) lane.confirm()
    const near = NEAR * options.spec.subject.timeoutMs
    return {found, isNearLimit: observation.invocations.some(({durationMs}) => durationMs > near)}
  } catch (error) {
    // Texts of errors may quote what was asked, a key for one.
    const reason =
      error instanceof Error ? [error.name, (error as {code?: unknown}).code].filter(Boolean).join(' ') : typeof error
    const {failed} = plan.plain.rotation
    if (failed !== undefined && error instanceof Error && error.name === 'ServiceError') {
      // The script counts on a rotation that gets through; the service refused what it wanted next.
      return without(work, notReached({failed}))
    }
    // The harness broke, not the function: that is an error of the case and never a verdict on the function.
    return without(work, {verdict: 'error', reason})
  }
}

/** What is said of a scenario that did not come to its end. */
function without({judges, scenario}: Work, verdict: CaseVerdict): Judged {
  return {found: judges.map(({item}) => ({item, scenario: scenario.name, verdict})), isNearLimit: false}
}
