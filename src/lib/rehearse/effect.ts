import type {Plan} from './item.ts'
import {holderOf} from './labels.ts'
import type {Labels, Observation, Place, Sample, Seen, StepResult} from './observation.ts'
import {changesTarget, isWrite, short} from './step-facts.ts'
import {STEPS, type Step} from './steps.ts'

/** A step of the rehearsed secret, sent as the service sends it. */
interface Sent {
  readonly step: Step
  readonly token: string
}

/** What an invocation was asked, where it is a step of the rehearsed secret; undefined: anything else. */
export function sentStep({event}: StepResult, {secretArn}: Observation): Sent | undefined {
  const {Step, SecretId, ClientRequestToken: token} = (event ?? {}) as Readonly<Record<string, unknown>>
  const step = STEPS.find(known => known === Step)
  return step === undefined || SecretId !== secretArn || typeof token !== 'string' ? undefined : {step, token}
}

/**
 * What is missing of the result that a step must have achieved once it reports success (handler-contract §1); undefined:
 * nothing is, or nobody can say. A token that is AWSCURRENT already has nothing to achieve.
 */
export function lackOf(result: StepResult, observation: Observation, plan: Plan): string | undefined {
  const sent = sentStep(result, observation)
  const before = stateAt(observation, result.began)
  const after = stateAt(observation, result.ended)
  if (sent === undefined || before === undefined || after === undefined) return undefined
  if (holderOf(before.labels, 'AWSCURRENT') === sent.token) return undefined
  const world: World = {...sent, result, observation, plan, before, after}
  return movedLabel(world) ?? LACKS[sent.step](world)
}

interface World extends Sent {
  readonly result: StepResult
  readonly observation: Observation
  readonly plan: Plan
  readonly before: Sample
  readonly after: Sample
}

const LACKS: Readonly<Record<Step, (world: World) => string | undefined>> = {
  createSecret(world) {
    const {token, observation, result, after, plan} = world
    const labels = after.labels[token] ?? []
    if (!isStored(observation.seen.slice(0, result.ended.entries), token)) return `version ${short(token)} has no value`
    if (!labels.includes('AWSPENDING') && !labels.includes('AWSCURRENT')) return `${short(token)} is not AWSPENDING`
    if (plan.kind !== 'add' || after.live === undefined) return undefined
    return after.live.some(({versions}) => versions.includes(token)) || isTakenBack(world)
      ? undefined
      : 'the credential in the new version does not exist'
  },
  setSecret: world => (isAccepted(world) ? undefined : 'the target does not accept the new value'),
  testSecret({token, observation: {uses, end}, result, plan, before, after}) {
    const change = result.calls.find(changesTarget)
    if (change !== undefined && before.target !== after.target) return `${change.operation} changed the target`
    if (plan.kind === 'rand' || uses === undefined || !isKnown(end, token)) return undefined
    // Of invocations that overlap nobody can tell whose use it was.
    const own = uses.filter(
      ({by, invocation}) => by === 'function' && (invocation ?? result.invocation) === result.invocation,
    )
    const used = own.some(({accepted, versions}) => accepted && versions.includes(token))
    return used ? undefined : 'the target saw no use of the new value that it accepted'
  },
  finishSecret(world) {
    const {token, before, after} = world
    if (holderOf(after.labels, 'AWSCURRENT') !== token) return `AWSCURRENT is not on ${short(token)}`
    const former = holderOf(before.labels, 'AWSCURRENT')
    if (holderOf(after.labels, 'AWSPREVIOUS') !== former) return `AWSPREVIOUS is not on ${short(former)}`
    return isAccepted(world) ? undefined : 'the target does not accept what is AWSCURRENT now'
  },
}

/** A label that the step itself moved and should not have, and that is elsewhere at its end. */
function movedLabel({result, step, token, observation: {seen}, before, after}: World): string | undefined {
  const moved = movesIn(before.labels, after.labels).filter(([label, to]) => !mayMove(step, token, label, to))
  for (const entry of result.calls.filter(isWrite)) {
    const own = movesIn(seen[entry.index - 1]?.labels ?? entry.labels, entry.labels)
    const found = own.find(([label]) => moved.some(([other]) => other === label))
    if (found !== undefined) return `${entry.operation} moved ${found[0]}`
  }
  return undefined
}

/** Labels whose holder changed, with the new one. */
function movesIn(before: Labels, after: Labels): readonly (readonly [string, string | undefined])[] {
  const labels = new Set([before, after].flatMap(each => Object.values(each).flat()))
  return [...labels].flatMap(label => {
    const to = holderOf(after, label)
    return to === holderOf(before, label) ? [] : [[label, to] as const]
  })
}

function mayMove(step: Step, token: string, label: string, to: string | undefined): boolean {
  if (step === 'createSecret') return label === 'AWSPENDING' && to === token
  // What is AWSPENDING beside AWSCURRENT is of no account any more.
  return step === 'finishSecret' && ['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING'].includes(label)
}

/** Whether a version was given a value: by the function, by hand, or as the copy that a test rotation gets. */
function isStored(seen: readonly Seen[], token: string): boolean {
  return seen.some(({operation, input, tookEffect, service}) => {
    if (service !== 'secretsmanager' || !tookEffect || input['ClientRequestToken'] !== token) return false
    return operation === 'RotateSecret' ? input['RotateImmediately'] === false : /^(Put|Create|Update)/.test(operation)
  })
}

/**
 * The target takes the version's value, or did until something else than the function's own calls took that away. A value
 * that was written by hand may be anybody's.
 */
function isAccepted(world: World): boolean {
  const {plan, after, token, observation} = world
  if (plan.kind === 'rand' || after.live === undefined || takes(after, token, plan)) return true
  const isByHand = observation.seen.some(({by, input, operation}) => {
    return by === 'script' && operation !== 'RotateSecret' && input['ClientRequestToken'] === token
  })
  return isByHand || isTakenBack(world)
}

function isTakenBack({observation: {samples, seen}, result, token, plan}: World): boolean {
  const until = samples.findLastIndex(sample => isBy(sample, result.ended))
  const last = samples.findLastIndex((sample, at) => at <= until && takes(sample, token, plan))
  const lost = samples[last + 1]
  if (last === -1 || lost === undefined) return false
  const entry = seen[lost.after]
  return entry === undefined || samples[last]?.after === lost.after || !changesTarget(entry)
}

/** It is let in, or will be once a new credential has spread. */
function takes({live = [], accepted = []}: Sample, version: string, {kind}: Plan): boolean {
  if (accepted.includes(version)) return true
  return kind === 'add' && live.some(({state, versions}) => state !== 'disabled' && versions.includes(version))
}

/** Whether the version is still there at the end, so that uses of it could be told. */
function isKnown({labels, live = [], accepted = []}: Sample, version: string): boolean {
  return (
    labels[version] !== undefined || accepted.includes(version) || live.some(({versions}) => versions.includes(version))
  )
}

/** Secret and target at a place of the scenario. */
export function stateAt({samples}: Observation, place: Place): Sample | undefined {
  return samples.findLast(sample => isBy(sample, place))
}

const isBy = ({after, at}: Sample, {entries, at: now}: Place) => after < entries && at <= now
