import {describe, expect, it} from 'vitest'

import {withoutPython} from '../../support/python.ts'
import {pacedBench} from './support/paced.ts'

const NODE = `import {randomInt} from 'node:crypto'
export const handler = async () => [Math.random(), Math.random(), randomInt(2 ** 47)]`
const PYTHON = `
import random, secrets
def handler(event, context): return [random.random(), random.random(), secrets.randbits(47)]
`

/** What the first invocation of a fresh process draws. */
async function drawn(seedOfFunctions: number, python: boolean): Promise<unknown[]> {
  await using bench = await pacedBench({seedOfFunctions})
  if (python) await bench.create('draws', {'app.py': PYTHON}, {Runtime: 'python3.11', Handler: 'app.handler'})
  else await bench.create('draws', {'index.mjs': NODE})
  return (await bench.invoke('draws')).payload as unknown[]
}

describe.each([
  ['Node', false],
  ['Python', true],
] as const)('a %s process with a seed', (_runtime, python) => {
  it.skipIf(python && withoutPython() !== undefined)(
    'draws the same from its plain generator and something new from the cryptographic one',
    async () => {
      const [first, again, other] = [await drawn(5, python), await drawn(5, python), await drawn(6, python)]

      expect(again.slice(0, 2)).toEqual(first.slice(0, 2))
      expect(other.slice(0, 2)).not.toEqual(first.slice(0, 2))
      expect(again[2]).not.toBe(first[2])
    },
  )
})
