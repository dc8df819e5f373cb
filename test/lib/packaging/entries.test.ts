import {strToU8, zipSync} from 'fflate'
import {describe, expect, it} from 'vitest'
import {entriesOf} from '../../../src/lib/packaging/entries.ts'
import {zipOf} from '../../../src/lib/packaging/zip.ts'

const zip = (...paths: readonly string[]): Uint8Array =>
  zipOf(new Map(paths.map(path => [path, strToU8(`in ${path}`)])))

/** Writes over the unpacked sizes that the list at the zip's end declares. */
function declaring(code: Uint8Array, size: number): Uint8Array {
  const changed = Buffer.from(code)
  for (let at = changed.indexOf('PK\u0001\u0002'); at !== -1; at = changed.indexOf('PK\u0001\u0002', at + 4)) {
    changed.writeUInt32LE(size, at + 24)
  }
  return changed
}

describe('a zip', () => {
  it('is listed, and the files that are asked for are read', () => {
    const entries = entriesOf(zip('lib/db.py', 'app.py'), 'function.zip')
    expect(entries.paths).toEqual(['app.py', 'lib/db.py'])
    expect(entries.read(path => path === 'app.py')).toEqual(new Map([['app.py', strToU8('in app.py')]]))
  })

  it.each([
    ['what is no zip', strToU8('hello'), 'function.zip is no zip that can be read.'],
    ['one without a file', zipSync({'lib/': new Uint8Array()}), 'function.zip is a zip without a file in it.'],
    ['a path that leaves it', zip('../../.bashrc'), 'function.zip holds a path outside itself: ../../.bashrc.'],
    ['a path with other slashes', zip(String.raw`..\x`), String.raw`function.zip holds a path outside itself: ..\x.`],
    ['a path from the root', zip('/etc/passwd'), 'function.zip holds a path outside itself: /etc/passwd.'],
    ['a bomb', declaring(zip('a.js', 'b.js'), 200 * 1024 * 1024), 'function.zip is larger than 250 MB unpacked.'],
  ])('is refused: %s', (_what, code, message) => {
    expect(() => entriesOf(code, 'function.zip')).toThrow(expect.objectContaining({code: 'CODE_REFUSED', message}))
  })

  it('is never unpacked beyond what it declares', () => {
    const entries = entriesOf(declaring(zip('app.py'), 2), 'function.zip')
    expect(entries.read(() => true).get('app.py')?.length ?? 0).toBeLessThanOrEqual(2)
  })
})
