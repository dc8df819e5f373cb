import {describe, expect, it} from 'vitest'
import {moveLabel} from '../../../src/lib/rotation/label-algebra.ts'
import {restoreMoves} from '../../../src/lib/rotation/restore-moves.ts'
import type {Staging} from '../../../src/lib/rotation/secret.ts'
import {holders} from '../../../src/lib/rotation/staging.ts'

const staging = (labels: Readonly<Record<string, readonly string[]>>): Staging => new Map(Object.entries(labels))

/** Everything that differs between two maps, as it is wanted back. */
function back(now: Staging, before: Staging): Map<string, string | undefined> {
  const [is, was] = [holders(now), holders(before)]
  const labels = new Set([...is.keys(), ...was.keys()])
  return new Map([...labels].filter(label => is.get(label) !== was.get(label)).map(label => [label, was.get(label)]))
}

describe('labels are brought back', () => {
  it('after a finish: AWSPENDING first, so that no version is without a label in between', () => {
    const before = staging({old: ['AWSCURRENT'], older: ['AWSPREVIOUS'], young: ['AWSPENDING']})
    const now = staging({young: ['AWSCURRENT'], old: ['AWSPREVIOUS'], older: ['secrot-hold-older']})
    const {moves, states, kept} = restoreMoves(now, back(now, before))
    expect(moves).toEqual([
      {label: 'AWSPENDING', to: 'young'},
      {label: 'AWSCURRENT', from: 'young', to: 'old'},
      {label: 'AWSPREVIOUS', from: 'young', to: 'older'},
      {label: 'secrot-hold-older', from: 'older'},
    ])
    expect(holders(states.at(-1) ?? now)).toEqual(holders(before))
    expect(kept).toEqual([])
  })

  it('but not off a version that has no other label', () => {
    const now = staging({live: ['AWSCURRENT'], lost: ['secrot-hold-lost']})
    expect(restoreMoves(now, new Map([['secrot-hold-lost', undefined]]))).toMatchObject({
      moves: [],
      kept: ['secrot-hold-lost'],
    })
  })

  it('but never AWSCURRENT to nobody', () => {
    const now = staging({live: ['AWSCURRENT', 'MINE']})
    expect(restoreMoves(now, new Map([['AWSCURRENT', undefined]]))).toMatchObject({moves: [], kept: ['AWSCURRENT']})
  })

  it('so that each version keeps a label and AWS accepts each call, from wherever they are to wherever they were', () => {
    const versions = ['a', 'b', 'c', 'd']
    const names = ['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING', 'secrot-hold-a', 'MINE']
    // Every number is one placing of the five labels, the last place being nobody.
    const placed = (code: number): Staging => {
      const held = new Map<string, string[]>(versions.map(version => [version, []]))
      names.forEach((label, index) => held.get(versions[Math.floor(code / 5 ** index) % 5] ?? '')?.push(label))
      return held
    }
    const sound = (one: Staging): boolean =>
      holders(one).has('AWSCURRENT') && holders(one).get('AWSCURRENT') !== holders(one).get('AWSPREVIOUS')
    for (let code = 0; code < 5 ** 5; code += 7) {
      const now = placed(code)
      const before = placed((code * 31 + 17) % 5 ** 5)
      if (!sound(now) || !sound(before)) continue
      const {moves, states} = restoreMoves(now, back(now, before))
      const labelled = new Set(holders(now).values())
      states.forEach((state, at) => {
        const still = new Set(holders(state).values())
        expect([...labelled].filter(version => !still.has(version))).toEqual([])
        const move = moves[at]
        if (move !== undefined) expect(moveLabel(state, move)).toEqual({kind: 'labels', staging: states[at + 1]})
        for (const version of still) labelled.add(version)
      })
    }
  })
})
