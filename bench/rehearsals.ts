import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {corpus, type CorpusHandler} from '../test/corpus/corpus.ts'
import {rehearseCase, specOf} from '../test/corpus/judged.ts'
import {Lane} from '../src/lib/rehearse/engine/lane.ts'
import {crashMatrixItems} from '../src/lib/rehearse/items/lists/crash-matrix.ts'
import {plainRotation} from '../src/lib/rehearse/scenarios/rotation.ts'
import {startSandbox} from '../src/lib/sandbox/index.ts'
import {withoutPython} from '../test/support/python.ts'
import {report, skipped} from './measure.ts'
import {packagedMatrices} from './packaged.ts'

const LANES = 2
const WARM_UP = 10
/** Half past an hour; every scenario begins then. */
const START_AT = Date.UTC(2026, 0, 15, 10, 30)

/**
 * Rehearsed rotations a second (four invocations of the unmodified zip, its own SDK on the wire, restore, all looks and the
 * search for secret bytes), and the whole crash matrix of each correct Node function of the corpus and of each rotator.
 */
export async function rehearsals(): Promise<boolean> {
  const node = await rate('node/rand', 300, 100)
  const absent = withoutPython()
  if (absent !== undefined) skipped('rehearsed rotations a second, Python', absent)
  const python = absent === undefined ? await rate('python/rand', 60, 15) : true
  const matrices: boolean[] = []
  for (const handler of corpus.filter(({name}) => name.startsWith('node/'))) matrices.push(await matrix(handler))
  const packaged = await packagedMatrices()
  return [node, python, ...matrices, packaged].every(Boolean)
}

async function rate(name: string, count: number, atLeast: number): Promise<boolean> {
  const handler = corpus.find(one => one.name === name)!
  const options = {startSandbox, spec: specOf({handler}), seed: 7, periodDays: 30, startAt: START_AT}
  const lanes = await Promise.all(Array.from({length: LANES}, () => Lane.open(options)))
  try {
    const play = async (lane: Lane, rounds: number) => {
      for (let round = 0; round < rounds; round += 1) await lane.play(plainRotation, handler.kind)
    }
    await Promise.all(lanes.map(lane => play(lane, WARM_UP)))
    const startedAt = performance.now()
    await Promise.all(lanes.map(lane => play(lane, count)))
    const value = (count * LANES) / ((performance.now() - startedAt) / 1000)
    const holds = report({what: `rehearsed rotations a second, ${name}`, value, atLeast})
    const before = heapMb()
    await Promise.all(lanes.map(lane => play(lane, count)))
    const left = heapMb() - before
    return (
      report({what: `the same number of them once more left behind, ${name}`, value: left, atMost: 5, unit: ' MB'}) &&
      holds
    )
  } finally {
    await Promise.all(lanes.map(lane => lane.close()))
  }
}

/** What is still held once garbage is collected. */
function heapMb(): number {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  return process.memoryUsage().heapUsed / 2 ** 20
}

async function matrix(handler: CorpusHandler): Promise<boolean> {
  const startedAt = performance.now()
  const {played} = await rehearseCase({handler}, {items: crashMatrixItems, lanes: LANES})
  const value = (performance.now() - startedAt) / 1000
  return report({what: `crash matrix of ${handler.name}, ${played} cells`, value, atMost: 10, unit: ' s'})
}
