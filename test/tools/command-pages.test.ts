import {readdir, readFile} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commandPages} from '../../tools/pages/pages.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = join(root, 'docs/commands')

describe('the pages of the commands', {timeout: 120_000}, () => {
  it('stand in docs/commands as the commands answer today (npm run pages writes them), one a command', async () => {
    const pages = await commandPages()
    expect(new Set(await readdir(folder))).toEqual(new Set(pages.keys()))
    for (const [file, text] of pages) expect(await readFile(join(folder, file), 'utf8')).toBe(text)
  })

  it('are all linked from the table in the README', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8')
    const linked = [...readme.matchAll(/\(docs\/commands\/([a-z-]+\.md)\)/g)].map(match => match[1])
    expect(new Set(linked)).toEqual(new Set(await readdir(folder)))
  })
})
