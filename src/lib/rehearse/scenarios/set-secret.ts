import type {Fault} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {RotationResult, Seen, StepResult} from '../observation.ts'
import {callsOf, type PlainRun} from '../plain-run.ts'
import {changesTarget} from '../step-facts.ts'
import {onTarget, type StepOnTarget} from './target-change.ts'

/** setSecret for a version that has no value yet. */
export const setOnEmptyPending: Scenario<{readonly set: StepOnTarget}> = {
  name: 'set/empty-pending',
  async play(bench) {
    const rotation = await bench.begin()
    return {set: await onTarget(bench, () => bench.invoke(bench.eventOf(rotation, 'setSecret')))}
  },
}

/** createSecret may not store its value; then setSecret comes all the same. */
export const setAfterDeniedPut: Scenario<{readonly create: StepOnTarget; readonly set: StepOnTarget}> = {
  name: 'set/put-denied',
  async play(bench) {
    const rotation = await bench.begin()
    const faults: readonly Fault[] = [
      {kind: 'access-denied', service: 'secretsmanager', operation: 'PutSecretValue'},
      {kind: 'access-denied', service: 'secretsmanager', operation: 'UpdateSecret'},
    ]
    const create = await onTarget(bench, () => bench.step(rotation, 'createSecret', {faults}))
    const set = await onTarget(bench, () => bench.invoke(bench.eventOf(rotation, 'setSecret')))
    return {create, set}
  },
}

/** setSecret, and the same event once more. */
export const setTwice: Scenario<{readonly first: StepResult; readonly second?: StepOnTarget}> = {
  name: 'set/twice',
  async play(bench) {
    const rotation = await bench.begin()
    const create = await bench.step(rotation, 'createSecret')
    if (!create.ok) return {first: create}
    const first = await bench.step(rotation, 'setSecret')
    if (!first.ok) return {first}
    return {first, second: await onTarget(bench, () => bench.invoke(bench.eventOf(rotation, 'setSecret')))}
  },
}

/** The process dies right after it changed the target; the service tries again with the same token. */
export function killedAfterChange(fault: Fault): Scenario<RotationResult> {
  return {
    name: 'set/killed-after-change',
    async play(bench) {
      const rotation = await bench.begin()
      await bench.step(rotation, 'createSecret')
      await bench.step(rotation, 'setSecret', {faults: [fault]})
      return bench.retry(rotation)
    },
  }
}

/** The second of the targets refuses for a while; the service tries again with the same token. */
export function partialChange(fault: Fault): Scenario<{readonly retry: RotationResult; readonly accepted: boolean}> {
  return {
    name: 'set/partial-change',
    async play(bench) {
      const rotation = await bench.begin()
      await bench.step(rotation, 'createSecret')
      await bench.step(rotation, 'setSecret', {faults: [fault]})
      const retry = await bench.retry(rotation)
      const value = bench.value(rotation.token)
      return {retry, accepted: value !== undefined && (await bench.target.standing(value)).acceptedNow}
    },
  }
}

/** The fault that strikes the n-th change of a target in setSecret, counted from 1; undefined: there is none. */
export function faultOnChange(plain: PlainRun, nth: number, kind: Fault['kind']): Fault | undefined {
  const calls = callsOf(plain, 'setSecret')
  const change = calls.filter(changesTarget)[nth - 1]
  if (change === undefined) return undefined
  const {service, operation} = change
  const place = calls.filter(call => isSame(call, change)).indexOf(change) + 1
  return {kind, service, operation, ...(kind === 'kill-after' ? {nth: place} : {from: place})}
}

const isSame = (one: Seen, other: Seen) => one.service === other.service && one.operation === other.operation

/** Somebody restores the target to the value of AWSPREVIOUS. undefined: this target cannot be restored. */
export const targetOneBack: Scenario<{readonly set: StepResult; readonly accepted: boolean} | undefined> = {
  name: 'set/target-one-back',
  async play(bench) {
    const first = await bench.rotate()
    if (bench.target.honour === undefined || !first.ok) return undefined
    await bench.advance(bench.periodMs)
    const rotation = await bench.begin()
    const create = await bench.step(rotation, 'createSecret')
    if (!create.ok) return undefined
    await bench.target.honour(bench.value('AWSPREVIOUS')!)
    const set = await bench.step(rotation, 'setSecret')
    return {set, accepted: (await bench.target.standing(bench.value(rotation.token)!)).acceptedNow}
  },
}

/** Somebody resets the target by hand, so that no version's value is let in. undefined: not possible here. */
export const lockedOut: Scenario<StepOnTarget | undefined> = {
  name: 'set/locked-out',
  async play(bench) {
    const rotation = await bench.begin()
    const create = await bench.step(rotation, 'createSecret')
    if (bench.target.lockOut === undefined || !create.ok) return undefined
    await bench.target.lockOut()
    return onTarget(bench, () => bench.step(rotation, 'setSecret'))
  },
}
