import {describe, expect, it} from 'vitest'
import {ITEMS} from '../../src/lib/rehearse/all-items.ts'
import {scenarioDraws} from '../../src/lib/rehearse/engine/draws.ts'
import {corpus, handlerNamed} from './corpus.ts'
import {defects} from './defects.ts'
import {caseOf, failuresOf, rehearseCase} from './judged.ts'

// The whole corpus takes an hour of two processors: npm run corpus. Here is a part of it, the same each time.
const OTHERS = 10
const EVERY = 9

/** Items that a defect must not trip, chosen by its name. */
function othersOf(name: string, trips: readonly string[]): readonly string[] {
  const draw = scenarioDraws(7, name)
  const rest = ITEMS.map(({id}) => id).filter(
    id => !trips.includes(id) && !id.startsWith('crash-') && id !== 'service-retry-settles',
  )
  return Array.from({length: OTHERS}, () => rest.splice(Math.floor(draw() * rest.length), 1)[0]!)
}

describe('the judge', {timeout: 300_000}, () => {
  it.each(['node/rand', 'python/rand'])('finds nothing in a correct function: %s', async name => {
    const done = await rehearseCase({handler: handlerNamed(name)}, {lanes: 1, repeatShare: 0})
    expect(Object.fromEntries(failuresOf(done))).toEqual({})
    expect(done.played).toBe(done.planned)
  })

  it.each(
    defects.filter((_, at) => at % EVERY === 0).map(defect => [`${defect.base}, ${defect.name}`, defect] as const),
  )('finds what is wrong and nothing else: %s', async (_, defect) => {
    const only = [...defect.trips, ...othersOf(defect.name, defect.trips)]
    const done = await rehearseCase(caseOf(defect), {lanes: 1, repeatShare: 0, only})
    expect([...failuresOf(done).keys()].toSorted()).toEqual([...defect.trips].toSorted())
  })

  it('knows every function of the corpus by its base', () => {
    expect(defects.filter(({base}) => !corpus.some(({name}) => name === base))).toEqual([])
  })
})
