import {readFile} from 'node:fs/promises'
import {expect, it} from 'vitest'
import {rehearse, writeHandler, type Answer} from '../support/rehearse-command.ts'

const BEGINNING = 'export async function handler(event) {\n'

const CELLS = [1, 2, 3, 4, 5]
  .flatMap(call => ['lost-reply', 'throttle-3'].map(mode => `createSecret/${call}/${mode}`))
  .flatMap(cell => ['--cell', cell])

/** What is said of a function that is worn out after ten invocations of its process, as it is then. */
async function wornOut(end: string): Promise<Answer> {
  const correct = await readFile('test/corpus/node/rand.mjs', 'utf8')
  const source = correct.replace(BEGINNING, `let served = 0\n${BEGINNING}  served += 1\n  if (served > 10) ${end}\n`)
  expect(source).toContain('served > 10')
  await using handler = await writeHandler(source)
  const run = await rehearse([handler.path, '--only', 'service-retry-settles', ...CELLS, '--seed', '7', '--json'])
  return run.json as Answer
}

const WORN_OUT = `throw new Error('createSecret of a secret: worn out')`

it('a function that keeps state in its module is found out, and judged as in fresh processes', async () => {
  const {items, keepsState} = await wornOut(WORN_OUT)
  expect(items).toMatchObject([{id: 'service-retry-settles', verdict: 'pass'}])
  expect(keepsState.length).toBeGreaterThan(0)
}, 120_000)

it('a step that is near its time limit in one of two processes is no sign of state', async () => {
  const slowly = `{ await new Promise(resolve => setTimeout(resolve, 29_000)); ${WORN_OUT} }`
  const {items, keepsState} = await wornOut(slowly)
  expect(items).toMatchObject([{id: 'service-retry-settles', verdict: 'pass'}])
  expect(keepsState).toEqual([])
}, 120_000)
