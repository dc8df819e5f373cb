import {describe, expect, it} from 'vitest'
import {chosenPlan, planOf, rotate} from '../../../src/lib/doctor/plans.ts'
import type {PlanCall} from '../../../src/lib/doctor/plan.ts'
import type {SecretFacts} from '../../../src/lib/doctor/facts.ts'
import {authOf, allPendingStates, type PendingState} from '../../../src/lib/doctor/pending-state.ts'
import {aTrueVersion, decisionOf, type TrueVersion, World} from './support/world.ts'
import {DAY, MINUTE, NOW} from './support/facts.ts'

const MOST_ROUNDS = 5

interface Played {
  readonly rounds: number
  readonly broken: readonly string[]
}

const others = ['none', 'live', 'live unseen', 'dead'] as const

/** Every truth that the question marks of a state may hide, with both kinds of target and with further versions. */
function* worldsOf(state: PendingState): Generator<() => World> {
  const liveT = state.auth === 'yes' ? [true] : state.auth === '?' ? [true, false] : [false]
  const valueT =
    state.value === 'unread' ? (state.auth === 'yes' ? ['own', 'copy'] : ['own', 'copy', 'empty']) : [state.value]
  const liveC = state.current === '?' ? [true, false] : [state.current === 'yes']
  const liveP = state.previous === '?' ? [true, false] : [state.previous === 'yes']
  const running = state.running === '?' ? [true, false] : [state.running === 'yes']
  for (const value of valueT as TrueVersion['value'][])
    for (const live of liveT)
      for (const current of liveC)
        for (const previous of liveP)
          for (const steps of running)
            for (const replacing of [true, false])
              for (const setWorks of [true, false])
                for (const other of state.running === 'no' ? others : (['none'] as const))
                  for (const attested of hidesSomething(state) ? [false, true] : [false])
                    yield () =>
                      worldOf(state, {value, live, current, previous, steps, replacing, setWorks, other, attested})
}

/** Only then there is something that a person could say. */
function hidesSomething(state: PendingState): boolean {
  return [state.auth, state.current, state.previous, state.running].includes('?')
}

function worldOf(
  state: PendingState,
  truth: {
    value: TrueVersion['value']
    live: boolean
    current: boolean
    previous: boolean
    steps: boolean
    replacing: boolean
    setWorks: boolean
    other: 'none' | 'live' | 'live unseen' | 'dead'
    attested: boolean
  },
): World {
  const versions = [
    aTrueVersion('T', {
      value: truth.value,
      live: truth.live,
      gone: state.auth === 'gone',
      maker: state.maker === 'other' ? 'other' : 'fn',
      createdAt: NOW - MINUTE,
      seesValue: state.value !== 'unread',
      seesAuth: state.auth !== '?',
      seesMaker: state.maker !== '?',
    }),
    aTrueVersion('C', {live: truth.current, seesAuth: state.current !== '?'}),
    ...(state.previous === 'none'
      ? []
      : [aTrueVersion('P', {live: truth.previous, seesAuth: state.previous !== '?', createdAt: NOW - 60 * DAY})]),
    ...(truth.other === 'none'
      ? []
      : [
          aTrueVersion('O', {
            live: truth.other !== 'dead',
            seesAuth: truth.other !== 'live unseen',
            createdAt: NOW - DAY,
          }),
        ]),
  ]
  const labels: [string, string[]][] = [
    ['T', ['AWSPENDING']],
    ['C', ['AWSCURRENT']],
    ...(state.previous === 'none' ? [] : ([['P', ['AWSPREVIOUS']]] as [string, string[]][])),
    ...(truth.other === 'none' ? [] : ([['O', []]] as [string, string[]][])),
  ]
  return new World({
    staging: new Map(labels),
    versions,
    running: truth.steps,
    seesRunning: state.running !== '?',
    on: state.on,
    replacing: truth.replacing,
    setWorks: truth.setWorks,
    attested: truth.attested,
  })
}

/** Two runs of `doctor --fix`, each until there is nothing more to do; after every single call both rules are checked. */
function play(world: World): Played {
  const broken: string[] = []
  const first = playRun(world, broken)
  world.exhausted.length = 0
  const second = playRun(world, broken)
  return {rounds: Math.max(first, second), broken}
}

function playRun(world: World, broken: string[]): number {
  for (let rounds = 0; rounds <= MOST_ROUNDS; rounds += 1) {
    const {facts, decision} = decisionOf(world)
    if (world.attested && decision.fixClass === 'auto') broken.push('a plan on attested facts is automatic')
    if (decision.verdict === 'wait') {
      world.running = false
      continue
    }
    const planned = planOf(facts, decision)
    if (planned.kind === 'refused') return rounds
    run(world, facts, planned.plan.calls, broken)
    if (decision.verdict === 'resume from setSecret') world.exhausted.push('resume from setSecret')
    if (planned.plan.followedBy === 'rotate' && !runRotate(world, broken)) return rounds
    const after = decisionOf(world).decision
    if (after.at === decision.at && after.verdict === decision.verdict)
      world.exhausted.push(`${decision.at}:${decision.verdict}`)
  }
  return MOST_ROUNDS + 1
}

/** false: the rotation was refused or did not end; then the run ends too. */
function runRotate(world: World, broken: string[]): boolean {
  const facts = world.facts()
  const planned = rotate(facts)
  if (facts.pending !== undefined || planned.kind === 'refused') return false
  run(world, facts, planned.plan.calls, broken)
  return world.facts().pending === undefined
}

function run(world: World, facts: SecretFacts, calls: readonly PlanCall[], broken: string[]): void {
  const lived = world.someLabelledLives()
  for (const call of calls) {
    const before = new Map(world.staging)
    if (nothingKnownToWork(facts) && !allowedWhenNothingWorks(call, facts))
      broken.push(`rule 1: ${JSON.stringify(call)} although no version is known to work`)
    const went = world.apply(call)
    const ownStep = call.kind === 'invoke' || call.kind === 'rotate'
    if (lived && !ownStep && !world.someLabelledLives())
      broken.push(`rule 1: nothing works after ${JSON.stringify(call)}`)
    broken.push(
      ...lostLabels(world, facts, before).map(id => `rule 2: ${id} lost its last label by ${JSON.stringify(call)}`),
    )
    if (!went) return
  }
}

function nothingKnownToWork(facts: SecretFacts): boolean {
  const known = [facts.pending, facts.current, facts.previous].map(version => authOf(version))
  const unset = facts.pending !== undefined && ['empty', 'copy'].includes(facts.pending.value)
  return known.slice(unset ? 1 : 0).every(auth => auth === 'no' || auth === 'none')
}

function allowedWhenNothingWorks(call: PlanCall, facts: SecretFacts): boolean {
  if (call.kind !== 'move') return true
  if (call.label === 'AWSCURRENT')
    return facts.others.some(version => version.versionId === call.to && authOf(version) === 'yes')
  const {pending} = facts
  if (call.label !== 'AWSPENDING' || pending === undefined) return true
  const gone = pending.auth.kind === 'known' && pending.auth.value === 'gone'
  return pending.versionId !== call.from || gone || pending.value === 'empty' || pending.value === 'copy'
}

/** Versions that had a label and have none, unless nothing is lost with them: empty, a copy, or known to be rejected. */
function lostLabels(world: World, facts: SecretFacts, before: ReadonlyMap<string, readonly string[]>): string[] {
  const all = [facts.pending, facts.current, facts.previous, ...facts.others]
  return world.versions
    .filter(version => (before.get(version.id) ?? []).length > 0 && world.labelsOf(version.id).length === 0)
    .filter(version => version.value === 'own')
    .filter(version => {
      const seen = all.find(other => other?.versionId === version.id)
      return world.isLive(version) || seen === undefined || authOf(seen) !== 'no'
    })
    .map(version => version.id)
}

describe('the plans on the label algebra', () => {
  it('keep both rules after every call and end within five rounds, whatever a question mark hides', () => {
    let runs = 0
    let longest = 0
    const broken: string[] = []
    for (const state of allPendingStates())
      for (const make of worldsOf(state)) {
        const played = play(make())
        runs += 1
        longest = Math.max(longest, played.rounds)
        if (played.broken.length > 0 || played.rounds > MOST_ROUNDS)
          broken.push(`${JSON.stringify(state)}: ${played.rounds} rounds: ${played.broken.join('; ')}`)
      }
    expect(broken.slice(0, 5)).toEqual([])
    expect(longest).toBeLessThanOrEqual(MOST_ROUNDS)
    expect(runs).toBeGreaterThan(50_000)
  }, 60_000)

  it('keep both rules for whatever --choose may take instead of a refusal', () => {
    const broken: string[] = []
    for (const state of allPendingStates())
      for (const make of worldsOf(state)) {
        for (const choice of decisionOf(make()).decision.choices) {
          const world = make()
          const {facts, decision} = decisionOf(world)
          const planned = chosenPlan(facts, decision, choice)
          if (planned.kind === 'refused') continue
          if (planned.plan.fixClass !== 'ask') broken.push(`${choice} is ${planned.plan.fixClass}`)
          run(world, facts, planned.plan.calls, broken)
        }
      }
    expect(broken.slice(0, 5)).toEqual([])
  }, 60_000)
})

describe('AWSPENDING on nobody or on AWSCURRENT', () => {
  it('ends within five rounds with both rules kept, whatever is hidden', () => {
    const broken: string[] = []
    let runs = 0
    for (const make of settledWorlds()) {
      const played = play(make())
      runs += 1
      if (played.broken.length > 0 || played.rounds > MOST_ROUNDS)
        broken.push(`${played.rounds}: ${played.broken.join('; ')}`)
    }
    expect(broken.slice(0, 5)).toEqual([])
    expect(runs).toBe(2 * 2 * 2 * 3 * 2 * 2 * 5 * 2 * 2)
  })
})

function* settledWorlds(): Generator<() => World> {
  for (const onCurrent of [true, false])
    for (const current of [true, false])
      for (const seesCurrent of [true, false])
        for (const previous of ['yes', 'no', 'none'] as const)
          for (const seesPrevious of [true, false])
            for (const replacing of [true, false])
              for (const other of ['none', 'newer live', 'newer live unseen', 'newer dead', 'older live'] as const)
                for (const seesMaker of [true, false])
                  for (const attested of [true, false])
                    yield () =>
                      new World({
                        staging: new Map([
                          ['C', onCurrent ? ['AWSCURRENT', 'AWSPENDING'] : ['AWSCURRENT']],
                          ...(previous === 'none' ? [] : ([['P', ['AWSPREVIOUS']]] as [string, string[]][])),
                          ...(other === 'none' ? [] : ([['O', []]] as [string, string[]][])),
                        ]),
                        versions: [
                          aTrueVersion('C', {live: current, seesAuth: seesCurrent}),
                          ...(previous === 'none'
                            ? []
                            : [
                                aTrueVersion('P', {
                                  live: previous === 'yes',
                                  seesAuth: seesPrevious,
                                  createdAt: NOW - 60 * DAY,
                                }),
                              ]),
                          ...(other === 'none'
                            ? []
                            : [
                                aTrueVersion('O', {
                                  live: other.includes('live'),
                                  seesAuth: !other.includes('unseen'),
                                  seesMaker,
                                  createdAt: other.startsWith('newer') ? NOW - DAY : NOW - 90 * DAY,
                                }),
                              ]),
                        ],
                        running: false,
                        seesRunning: true,
                        on: true,
                        replacing,
                        setWorks: true,
                        attested,
                      })
}
