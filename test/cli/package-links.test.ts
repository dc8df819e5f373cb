import {existsSync, readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {expect, it} from 'vitest'

const root = resolve(import.meta.dirname, '../..')

it('the package holds every file that its README leads to', () => {
  const {files} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {files: readonly string[]}
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link)
  expect(links.length).toBeGreaterThan(10)
  const packed = [...files, 'LICENSE', 'README.md']
  const missing = links.filter(
    link => !existsSync(join(root, link)) || !packed.some(file => link === file || link.startsWith(`${file}/`)),
  )
  expect(missing).toEqual([])
})
