import {mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {childFiles, isFresh} from '../../../src/lib/sandbox/runtime/child-files.ts'

let root: string
let sources: string
let bundle: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'secrot-child-'))
  sources = join(root, 'src/lib/sandbox/runtime/child')
  bundle = join(root, 'bundle')
  mkdirSync(sources, {recursive: true})
  mkdirSync(bundle)
  write(join(root, 'package.json'), 1)
  write(join(sources, 'main.ts'), 1)
  write(join(bundle, 'main.cjs'), 2)
})
afterEach(() => rmSync(root, {recursive: true}))

function write(path: string, atSeconds: number): void {
  writeFileSync(path, '')
  utimesSync(path, atSeconds, atSeconds)
}

describe('the bundle that processes of functions start from', () => {
  test('serves as long as it is newer than all it is made of', () => {
    expect(isFresh(bundle, sources)).toBe(true)
  })

  test('is not used once a source has changed', () => {
    write(join(sources, 'main.ts'), 3)
    expect(isFresh(bundle, sources)).toBe(false)
  })

  test('is not used once the list of dependencies has changed, as the SDK is in it', () => {
    write(join(root, 'package.json'), 3)
    expect(isFresh(bundle, sources)).toBe(false)
  })

  test.each(['node_modules/.package-lock.json', 'tools/child-bundle.ts'])('is not used once %s has changed', name => {
    mkdirSync(dirname(join(root, name)), {recursive: true})
    write(join(root, name), 1)
    expect(isFresh(bundle, sources)).toBe(true)
    write(join(root, name), 3)
    expect(isFresh(bundle, sources)).toBe(false)
  })

  test('is not used where there is none', () => {
    rmSync(bundle, {recursive: true})
    expect(isFresh(bundle, sources)).toBe(false)
  })

  test('is what these tests start functions from, as the package does', () => {
    expect(childFiles().main).toMatch(/sandbox-child[\\/]main\.cjs$/)
  })
})
