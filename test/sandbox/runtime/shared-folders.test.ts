import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {SharedFolders} from '../../../src/lib/sandbox/runtime/shared-folders.ts'

describe('the folders that a function shares with the machine', () => {
  let folder: string
  const put = (name: string, text = name) => writeFileSync(join(folder, name), text)
  const textsOf = (shared: SharedFolders) =>
    shared
      .written()
      .map(({text}) => text)
      .toSorted()

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'secrot-test-'))
  })
  afterEach(() => rmSync(folder, {recursive: true}))

  it('tell what was written into them, deep down too', async () => {
    put('before')
    await sleep(100)
    const shared = new SharedFolders([folder])
    expect(textsOf(shared)).toEqual([])
    mkdirSync(join(folder, 'a/b'), {recursive: true})
    put('new')
    put('a/b/deep')
    expect(textsOf(shared)).toEqual(['a/b/deep', 'new'])
    await sleep(100)
    shared.begin()
    expect(textsOf(shared)).toEqual([])
  })

  it('tell of an old file that the first case wrote to, and leave it to whom it belongs', () => {
    put('old')
    const shared = new SharedFolders([folder])
    put('old', 'written again')
    put('new')
    const files = shared.written()
    expect(files.map(({text}) => text)).toEqual(['written again', 'new'])
    for (const file of files) shared.remove(file)
    expect(readdirSync(folder)).toEqual(['old'])
  })

  it('tell nothing of the folders of sandboxes, of what is long and of names without end', () => {
    const shared = new SharedFolders([folder, join(folder, 'none')])
    mkdirSync(join(folder, 'secrot-functions-x'))
    put('secrot-functions-x/home')
    put('long', 'x'.repeat(200_000))
    for (let at = 0; at < 1000; at += 1) put(`n${at}`)
    expect(textsOf(shared).length).toBeLessThanOrEqual(400)
    expect(textsOf(shared)).not.toContain('secrot-functions-x/home')
  })
})
