import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {folderFiles} from '../../../src/lib/packaging/folder.ts'
import {packageOf} from '../../../src/lib/packaging/package.ts'
import {zipOf} from '../../../src/lib/packaging/zip.ts'

let base: string
let folder: string

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'secrot-folder-'))
  folder = join(base, 'function')
  await put('index.js', 'exports.handler = async () => {}')
})

afterEach(() => rm(base, {recursive: true}))

async function put(path: string, content: string): Promise<void> {
  await mkdir(join(folder, path, '..'), {recursive: true})
  await writeFile(join(folder, path), content)
}

const pathsOf = async (): Promise<readonly string[]> => [...(await folderFiles(folder)).files.keys()]

describe('the folder of a package', () => {
  it('is taken as it is, node_modules included and .git not', async () => {
    await put('node_modules/pg/index.js', '')
    await put('.git/config', '')
    await put('lib/.git/config', '')
    await put('lib/.env', '')
    expect(await pathsOf()).toEqual(['index.js', 'lib/.env', 'node_modules/pg/index.js'])
  })

  it('follows a symlink that stays inside', async () => {
    await put('shared/db.js', 'shared')
    await mkdir(join(folder, 'node_modules'))
    await symlink('../shared', join(folder, 'node_modules/shared'))
    expect(await pathsOf()).toEqual(['index.js', 'node_modules/shared/db.js', 'shared/db.js'])
  })

  it('leaves out, and tells, a symlink that leads out of it or nowhere', async () => {
    await writeFile(join(base, 'credentials'), 'not part of any package')
    await mkdir(`${folder}-twin`)
    await symlink('../credentials', join(folder, 'config'))
    await symlink('../function-twin', join(folder, 'twin'))
    await symlink('nowhere', join(folder, 'broken'))
    const {files, leftOut} = await folderFiles(folder)
    expect([...files.keys()]).toEqual(['index.js'])
    expect(leftOut).toEqual(['broken', 'config', 'twin'])
  })

  it('does not go round in a circle of symlinks', async () => {
    await mkdir(join(folder, 'lib'))
    await symlink('..', join(folder, 'lib/up'))
    expect(await pathsOf()).toEqual(['index.js'])
  })

  it('gives the same zip, byte for byte, whenever and in whatever order its files were written', async () => {
    await put('a.js', 'a')
    const first = packageOf(zipOf((await folderFiles(folder)).files))
    await rm(folder, {recursive: true})
    await put('a.js', 'a')
    await put('index.js', 'exports.handler = async () => {}')
    const {files} = await folderFiles(folder)
    expect(packageOf(zipOf(new Map([...files].reverse()))).codeSha256).toBe(first.codeSha256)
    expect(first.codeSha256).toMatch(/^[\w+/]{43}=$/)
    // Where a zip has the time and day of its first file: midnight, 1 January 1980.
    expect(Buffer.from(first.code).readUInt32LE(10)).toBe(0x0021_0000)
  })

  it('is refused when there is nothing in it', async () => {
    await rm(join(folder, 'index.js'))
    await expect(folderFiles(folder)).rejects.toMatchObject({code: 'CODE_REFUSED', exit: 2})
  })
})
