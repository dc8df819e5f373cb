import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {expect, it} from 'vitest'
import {itemsDocument} from '../../../../src/lib/operations/rehearse/items-document.ts'

it('the items of the contract stand in docs/rehearse-items.md as they are (npm run rules writes it)', async () => {
  const file = resolve(import.meta.dirname, '../../../../docs/rehearse-items.md')
  expect(await readFile(file, 'utf8')).toBe(itemsDocument())
})
