import {readFile} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {steady} from '../support/steady.ts'
import {blocksOf, walk} from '../support/walk.ts'

const page = await readFile(join(resolve(import.meta.dirname, '../..'), 'docs/first-rotation.md'), 'utf8')

describe('the tutorial', () => {
  it(
    'shows what a new user sees who types it line by line: enable, rotate, step, history, undo',
    {timeout: 600_000},
    async () => {
      const walked = await walk(page, 100)
      expect(walked.map(({command}) => command.split(' ')[1])).toEqual(
        expect.arrayContaining(['enable', 'rotate', 'step', 'history', 'undo']),
      )
      for (const {told, shown} of walked) expect(steady(shown)).toEqual(steady(told))
    },
  )

  it('is compared word for word: another word, line or verdict is noticed', () => {
    const [, told = ''] = blocksOf(page)
    expect(steady(told.replace('rotation off', 'rotation on'))).not.toEqual(steady(told))
    expect(steady(told.replace('○', '✔'))).not.toEqual(steady(told))
    expect(steady(`${told}\nNext: secrot`)).not.toEqual(steady(told))
  })
})
