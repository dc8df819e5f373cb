import * as fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {assertSound, violationsOf, violationsOfChange} from '../../../src/lib/rotation/invariants.ts'
import {type LabelOutcome, moveLabel, planMoves, putVersion} from '../../../src/lib/rotation/label-algebra.ts'
import type {Staging} from '../../../src/lib/rotation/secret.ts'
import {holders, phaseOf, sameStaging} from '../../../src/lib/rotation/staging.ts'

const of = (labels: Record<string, string[]>): Staging => new Map(Object.entries(labels))

function labels(outcome: LabelOutcome): Staging {
  if (outcome.kind === 'refused') throw new Error(outcome.reason)
  return outcome.staging
}

const plain = (staging: Staging): Record<string, string[]> =>
  Object.fromEntries([...staging].filter(([, held]) => held.length > 0).map(([id, held]) => [id, held.toSorted()]))

describe('putting versions', () => {
  it('makes the first value current and the next one push it to previous', () => {
    const one = labels(putVersion(of({}), 'v1'))
    expect(plain(one)).toEqual({v1: ['AWSCURRENT']})
    expect(plain(labels(putVersion(one, 'v2')))).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']})
  })

  it('abandons a rotation when a value is put by hand', () => {
    const before = of({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], v3: ['AWSPENDING']})
    expect(plain(labels(putVersion(before, 'v4')))).toEqual({v2: ['AWSPREVIOUS'], v4: ['AWSCURRENT']})
  })

  it('takes AWSPENDING from its holder and touches nothing else', () => {
    const before = of({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT', 'AWSPENDING']})
    const after = labels(putVersion(before, 'v3', ['AWSPENDING']))
    expect(plain(after)).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], v3: ['AWSPENDING']})
  })
})

describe('moving labels', () => {
  it('follows the recorded trace of custom labels over two rotations', () => {
    let staging = labels(putVersion(of({v1: ['AWSCURRENT']}), 'v2', ['AWSCURRENT', 'PUT0']))
    expect(plain(staging)).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT', 'PUT0']})
    staging = labels(putVersion(staging, 'v3', ['AWSPENDING', 'PUT1']))
    staging = labels(moveLabel(staging, {label: 'AWSCURRENT', from: 'v2', to: 'v3'}))
    expect(plain(staging)).toEqual({v2: ['AWSPREVIOUS', 'PUT0'], v3: ['AWSCURRENT', 'AWSPENDING', 'PUT1']})
    staging = labels(putVersion(staging, 'v4', ['AWSPENDING', 'PUT2']))
    expect(plain(staging).v3).toEqual(['AWSCURRENT', 'PUT1'])
    staging = labels(moveLabel(staging, {label: 'AWSCURRENT', from: 'v3', to: 'v4'}))
    expect(plain(staging)).toEqual({
      v2: ['PUT0'],
      v3: ['AWSPREVIOUS', 'PUT1'],
      v4: ['AWSCURRENT', 'AWSPENDING', 'PUT2'],
    })
  })

  it('swaps the labels when AWSCURRENT goes back to the previous version', () => {
    const before = of({good: ['AWSPREVIOUS'], bad: ['AWSCURRENT']})
    const after = labels(moveLabel(before, {label: 'AWSCURRENT', from: 'bad', to: 'good'}))
    expect(plain(after)).toEqual({good: ['AWSCURRENT'], bad: ['AWSPREVIOUS']})
  })

  it('refuses what AWS refuses', () => {
    const staging = of({v1: ['AWSCURRENT'], v2: ['AWSPENDING']})
    const reasonOf = (outcome: LabelOutcome): string => (outcome.kind === 'refused' ? outcome.reason : 'done')
    expect(reasonOf(moveLabel(staging, {label: 'AWSCURRENT', from: 'v1'}))).toBe('current-needs-a-holder')
    expect(reasonOf(moveLabel(staging, {label: 'AWSPENDING', to: 'v1'}))).toBe('held-by-another-version')
    expect(reasonOf(moveLabel(staging, {label: 'AWSPENDING', from: 'v2', to: 'v1'}))).toBe('done')
    expect(reasonOf(moveLabel(staging, {label: 'AWSPENDING', from: 'v1'}))).toBe('held-by-another-version')
    expect(reasonOf(moveLabel(staging, {label: 'AWSPREVIOUS', from: 'v1'}))).toBe('held-by-nobody')
    const full = of({v1: ['AWSCURRENT', ...Array.from({length: 19}, (_, index) => `hold-${index}`)]})
    expect(reasonOf(moveLabel(full, {label: 'one-more', to: 'v1'}))).toBe('too-many-labels')
  })
})

describe('plans and invariants', () => {
  const names = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS', 'hold-a', 'hold-b']
  const versions = ['v1', 'v2', 'v3', 'v4']
  const stagings: fc.Arbitrary<Staging> = fc
    .tuple(...names.map(() => fc.option(fc.constantFrom(...versions))))
    .map(where => {
      const staging = new Map<string, string[]>(versions.map(version => [version, []]))
      names.forEach((label, index) => where[index] && staging.get(where[index])!.push(label))
      return staging
    })
  const sound = stagings.filter(staging => holders(staging).has('AWSCURRENT') && violationsOf(staging).length === 0)

  it('finds moves that AWS accepts and that end at the wanted labels', () => {
    fc.assert(
      fc.property(sound, sound, (now, wanted) => {
        let staging = now
        for (const move of planMoves(now, wanted)) staging = labels(moveLabel(staging, move))
        expect(sameStaging(staging, wanted)).toBe(true)
        expect(planMoves(staging, wanted)).toEqual([])
      }),
    )
  })

  it('keeps labels sound through any walk of puts and moves', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({put: fc.option(fc.constantFrom(['AWSPENDING'], ['AWSCURRENT', 'x'], ['x']), {nil: undefined})}),
        fc.record({label: fc.constantFrom(...names), to: fc.option(fc.nat(6), {nil: undefined})}),
      ),
      {maxLength: 30},
    )
    fc.assert(
      fc.property(steps, walk => {
        let staging = labels(putVersion(of({}), 'v0'))
        walk.forEach((step, index) => {
          const before = staging
          const ids = [...staging.keys()]
          const outcome =
            'label' in step
              ? moveLabel(staging, {
                  label: step.label,
                  ...(holders(staging).has(step.label) ? {from: holders(staging).get(step.label)!} : {}),
                  ...(step.to === undefined ? {} : {to: ids[step.to % ids.length]!}),
                })
              : putVersion(staging, `v${index + 1}`, step.put)
          if (outcome.kind === 'refused') return
          staging = outcome.staging
          const direct = 'label' in step && step.label === 'AWSPREVIOUS'
          if (!direct) expect(violationsOfChange(before, staging)).toEqual([])
          expect(violationsOf(staging).filter(text => !/holds both/.test(text))).toEqual([])
        })
      }),
    )
  })

  it('names what is impossible', () => {
    expect(violationsOf(of({a: ['AWSCURRENT'], b: ['AWSCURRENT']}))).toEqual(['AWSCURRENT is on a and on b'])
    expect(() => assertSound(of({a: ['AWSCURRENT', 'AWSPREVIOUS']}))).toThrow(/holds both/)
    expect(violationsOfChange(of({a: ['AWSCURRENT']}), of({b: ['AWSCURRENT']}))).toEqual([
      'a lost AWSCURRENT, but AWSPREVIOUS is on nobody',
    ])
    expect(violationsOfChange(of({a: ['AWSCURRENT']}), of({}))).toEqual(['AWSCURRENT was on a and is on nobody'])
  })

  it('reads phases from labels alone, AWSPENDING on the current version being a finished rotation', () => {
    expect(phaseOf(of({a: ['AWSPENDING', 'AWSCURRENT']}))).toEqual({kind: 'settled', current: 'a'})
    expect(phaseOf(of({a: ['AWSCURRENT'], b: ['AWSPENDING']}))).toEqual({kind: 'pending', current: 'a', pending: 'b'})
    expect(phaseOf(of({b: ['AWSPENDING']}))).toEqual({kind: 'no-current', pending: 'b'})
    expect(phaseOf(of({}))).toEqual({kind: 'no-current'})
  })
})
