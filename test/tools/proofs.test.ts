import {existsSync, readFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {expect, it} from 'vitest'
import proofs from '../proofs.json' with {type: 'json'}

const root = resolve(import.meta.dirname, '../..')

it('every proof changes a text that stands exactly once in its file, and names a test file that is there', () => {
  const stale = proofs.filter(({file, from, test}) => {
    const path = resolve(root, file)
    const times = existsSync(path) ? readFileSync(path, 'utf8').split(from).length - 1 : 0
    return times !== 1 || !existsSync(resolve(root, test))
  })
  expect(stale.map(({line, file}) => `${line} (${file})`)).toEqual([])
})
