import {describe, expect, it} from 'vitest'
import type {Plan} from '../../../src/lib/rehearse/item.ts'
import type {Observation} from '../../../src/lib/rehearse/observation.ts'
import {firstOf, pairsOf, Retries, sampleOfPairs} from '../../../src/lib/rehearse/second-faults.ts'

const step = (name: string, calls: number, ok = true) => ({
  step: name,
  ok,
  calls: Array.from({length: calls}, (_, at) => ({index: at, service: 'secretsmanager', operation: `Call${at}`})),
})
const plan = {plain: {rotation: {steps: [step('createSecret', 2)]}}} as unknown as Plan

/** What the retry of a cell did. */
function learned(...cells: readonly (readonly [string, ...ReturnType<typeof step>[]])[]): Retries {
  const retries = new Retries()
  for (const [name, ...retried] of cells) retries.note({facts: {cell: {name}, retried}} as unknown as Observation)
  return retries
}

const namesOf = (pairs: ReturnType<typeof pairsOf>) => pairs.map(({name}) => name)

describe('second faults', () => {
  it('strike the calls that the retry makes, not those of the undisturbed rotation', () => {
    const retries = learned(['createSecret/2/kill-after', step('createSecret', 1), step('setSecret', 0, false)])
    const names = namesOf(pairsOf(plan, retries))
    expect(names).toHaveLength(12)
    expect(names[0]).toBe('createSecret/2/kill-after+createSecret/1/fail-500')
    expect(names.at(-1)).toBe('createSecret/2/kill-after+createSecret/return/kill-after-return')
  })

  it('come after no first fault that needed no retry, and after no second one', () => {
    const retries = learned()
    retries.note({facts: {cell: {name: 'createSecret/1/throttle-1'}}} as unknown as Observation)
    const deeper = {name: 'createSecret/1/kill-before', second: {}}
    retries.note({facts: {cell: deeper, retried: [step('createSecret', 1)]}} as unknown as Observation)
    retries.note({facts: undefined} as Observation)
    expect(pairsOf(plan, retries)).toEqual([])
  })

  it('are sampled by the seed, in the order in which all of them stand', () => {
    const pairs = pairsOf(plan, learned(['createSecret/1/kill-after', step('createSecret', 4)]))
    const sample = namesOf(sampleOfPairs(pairs, 7, 10))
    expect(sample).toHaveLength(10)
    expect(namesOf(sampleOfPairs(pairs, 7, 10))).toEqual(sample)
    expect(namesOf(sampleOfPairs(pairs, 8, 10))).not.toEqual(sample)
    expect(namesOf(pairs).filter(name => sample.includes(name))).toEqual(sample)
    expect(sampleOfPairs(pairs, 7)).toBe(pairs)
  })

  it('are told from the first by their names', () => {
    expect(firstOf('setSecret/3/lost-reply+createSecret/1/kill-before')).toBe('setSecret/3/lost-reply')
    expect(firstOf('setSecret/3/lost-reply')).toBeUndefined()
  })
})
