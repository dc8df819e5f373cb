// Rehearses the corpus of rotation functions and compares what fails with what its lists say:
// npm run corpus [-- --recall | --part] [WORD…].
import {hash} from 'node:crypto'
import {ITEMS} from '../src/lib/rehearse/all-items.ts'
import type {Case, Item} from '../src/lib/rehearse/item.ts'
import {corpus} from '../test/corpus/corpus.ts'
import {defects} from '../test/corpus/defects.ts'
import {caseOf, failuresOf, rehearseCase, type CorpusCase} from '../test/corpus/judged.ts'
import {bundleForSources} from './child-bundle.ts'

await bundleForSources()

interface Expected {
  readonly name: string
  readonly trips: readonly string[]
  readonly subject: CorpusCase
}

/** `--recall`: only the items that a defect is to trip, in a tenth of the time. */
const recall = process.argv.includes('--recall')
/** `--part`: all items, and of the crash matrix the same sixth of the cells each time. */
const items = process.argv.includes('--part') ? ITEMS.map(partOf) : ITEMS
const words = process.argv.slice(2).filter(word => !word.startsWith('--'))
const expected: readonly Expected[] = [
  ...corpus.map((handler): Expected => ({name: handler.name, trips: [], subject: {handler}})),
  ...defects.map((defect): Expected => ({
    name: `${defect.base}: ${defect.name}`,
    trips: defect.trips,
    subject: caseOf(defect),
  })),
].filter(({name, trips}) => words.length === 0 || words.some(word => matches(word, name, trips)))

function partOf(item: Item): Item {
  if (item.class !== 'crash matrix') return item
  const isIn = ({scenario}: Case) => hash('sha256', scenario.name, 'buffer')[0]! % 6 === 0
  return {...item, cases: plan => item.cases?.(plan).filter(isIn) ?? []}
}

/** `correct`: the functions that trip nothing; else part of a name, or an item that is tripped. */
function matches(word: string, name: string, trips: readonly string[]): boolean {
  return word === 'correct' ? trips.length === 0 : name.includes(word) || trips.includes(word)
}

let right = 0
for (const {name, trips, subject} of expected) {
  const startedAt = performance.now()
  const done = await rehearseCase(subject, {items, ...(recall ? {only: trips, repeatShare: 0} : {})})
  const failures = failuresOf(done)
  const missed = trips.filter(id => !failures.has(id))
  const alarms = [...failures.keys()].filter(id => !trips.includes(id))
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (missed.length + alarms.length === 0) right += 1
  console.log(
    `${missed.length + alarms.length === 0 ? 'right' : 'WRONG'} ${name} (${done.played} scenarios, ${seconds} s)`,
  )
  for (const id of missed) console.log(`  missed       ${id}`)
  for (const id of alarms) console.log(`  false alarm  ${id}: ${failures.get(id)}`)
  if (done.keepsState.length > 0) console.log(`  keeps state  ${done.keepsState.slice(0, 5).join(', ')}`)
}
console.log(`${right} of ${expected.length} judged as the list says`)
process.exitCode = right === expected.length ? 0 : 1
