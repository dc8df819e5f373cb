import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import {ITEMS} from '../../src/lib/rehearse/all-items.ts'
import type {RehearsalOptions} from '../../src/lib/rehearse/rehearse.ts'
import {firstOf, SAMPLE} from '../../src/lib/rehearse/second-faults.ts'
import type {ItemTally} from '../../src/lib/rehearse/tally.ts'
import {handlerNamed} from '../corpus/corpus.ts'
import {rehearseCase, STAGED} from '../corpus/judged.ts'

const {apiId, apiKey} = STAGED.api
const notedOnce = {
  handler: handlerNamed('node/add-appsync'),
  source: readFileSync(new URL('support/noted-once.mjs', import.meta.url), 'utf8'),
  secretValue: {apiId, apiKey},
}
const safety = ITEMS.find(({id}) => id === 'crash-is-safe')!
const wish: Partial<RehearsalOptions> = {only: [safety.id], repeatShare: 0}

describe('a function that cleans up after one death and not after a second one', {timeout: 600_000}, () => {
  it('passes every cell with one fault, and is found by a sample of those with a second one in the retry', async () => {
    const told: string[] = []
    const done = await rehearseCase(notedOnce, {
      ...wish,
      depth: 2,
      onProgress: (played, planned, more) => told.push(`${played} of ${planned}${more ? ' and more' : ''}`),
    })
    const failed = [...done.tally.cells].filter(([, {verdict}]) => verdict === 'fail').map(([name]) => name)
    expect(failed.filter(name => firstOf(name) === undefined)).toEqual([])
    expect(failed.length).toBeGreaterThan(0)
    // Eight calls and four results, then the sample.
    expect([told[0], told.at(-1)]).toEqual(['1 of 92 and more', '392 of 392'])
    expect(done.pairs).toBeGreaterThan(SAMPLE)
  })

  it('fails the same way again when that cell is named', async () => {
    const cell = 'createSecret/5/kill-after+createSecret/7/kill-before'
    const runs = [
      await rehearseCase(notedOnce, {...wish, cells: [cell]}),
      await rehearseCase(notedOnce, {...wish, cells: [cell, 'createSecret/5/kill-after'], depth: 2}),
    ]
    const [alone, beside] = runs.map(({tally}) => tally.of(safety))
    expect(alone).toMatchObject({passed: 0, failed: 1, shortest: {cell, observed: expect.stringContaining('is live')}})
    expect(beside).toMatchObject({passed: 1, failed: 1})
    expect(textsOf(beside)).toEqual(textsOf(alone))
  })

  it('is not known to hold when the time is up before the second faults', async () => {
    const limit = new AbortController()
    const onProgress = (played: number, planned: number) => {
      if (played === planned) limit.abort()
    }
    const cells = ['createSecret/1/kill-after', 'createSecret/1/kill-after+createSecret/1/kill-after']
    const done = await rehearseCase(notedOnce, {...wish, cells, onProgress, signal: limit.signal})
    expect({played: done.played, planned: done.planned}).toEqual({played: 1, planned: 2})
  })
})

const textsOf = (tally: ItemTally | undefined) => tally?.shortest?.callRecord.map(({atMs, text}) => `${atMs} ${text}`)
