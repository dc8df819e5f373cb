import {describe, expect, it} from 'vitest'
import {ITEMS} from '../../src/lib/rehearse/all-items.ts'
import {itemReport} from '../../src/lib/rehearse/judge.ts'
import {scenarioDraws} from '../../src/lib/rehearse/engine/draws.ts'
import {handlerNamed} from './corpus.ts'
import {defects} from './defects.ts'
import {caseOf, failuresOf, rehearseCase} from './judged.ts'

// The whole corpus takes an hour of two processors: npm run corpus. Here is a part of it, the same each time.
const OTHERS = 5
const SOME = ['generator-for-games', 'two-moves', 'must-differ-from-current', 'nap-before-the-test', 'one-attempt']

/** Items with scenarios of their own; what only watches sees all scenarios, which takes a minute a function. */
const played = ITEMS.filter(item => item.cases !== undefined && item.class !== 'crash matrix').map(({id}) => id)

/** Items that a defect must not trip, chosen by its name. */
function othersOf(name: string, trips: readonly string[]): readonly string[] {
  const draw = scenarioDraws(7, name)
  const rest = played.filter(id => !trips.includes(id))
  return Array.from({length: OTHERS}, () => rest.splice(Math.floor(draw() * rest.length), 1)[0]!)
}

const some = SOME.map(name => defects.find(defect => defect.name === name)!)

describe('the judge', {timeout: 300_000}, () => {
  it('finds nothing in a correct function', async () => {
    const done = await rehearseCase({handler: handlerNamed('node/rand')}, {repeatShare: 0})
    expect(Object.fromEntries(failuresOf(done))).toEqual({})
    expect(done.played).toBe(done.planned)
  })

  it.each(some.map(defect => [`${defect.base}, ${defect.name}`, defect] as const))(
    'finds what is wrong and nothing else: %s',
    async (_, defect) => {
      const only = [...defect.trips, ...othersOf(defect.name, defect.trips)]
      const done = await rehearseCase(caseOf(defect), {repeatShare: 0, only})
      expect([...failuresOf(done).keys()].toSorted()).toEqual([...defect.trips].toSorted())
    },
  )

  it('sees in a cell that clients with the former key are refused, although that takes effect seconds later', async () => {
    const subject = caseOf(defects.find(({name}) => name === 'old-key-disabled-at-once')!)
    const cells = ['createSecret/1/throttle-1']
    const {tally, plan} = await rehearseCase(subject, {repeatShare: 0, only: ['crash-is-safe'], cells})
    const item = ITEMS.find(({id}) => id === 'crash-is-safe')!
    expect(itemReport(item, plan, tally.of(item))).toMatchObject({
      verdict: 'fail',
      firstFailure: {cell: cells[0], observed: expect.stringContaining('a client with a cached value')},
    })
  })
})
