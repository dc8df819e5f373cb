import {createHash} from 'node:crypto'
import {unzipSync} from 'fflate'
import {describe, expect, it} from 'vitest'
import {inlineZip} from '../../src/lib/packaging/inline.ts'
import {packagedRotators} from '../../src/lib/rotators/catalogue.ts'
import {serverOf} from '../support/database-stage.ts'
import {inlineCode, packagesOf, rotatorNames, rotatorZip} from '../../tools/rotators.ts'

/** Lambda takes 50 MB; a package this size is loaded within a part of a second. */
const MOST_BYTES = 1_000_000

describe('the package of a rotator', () => {
  it.each(rotatorNames())('is the same bytes each time: %s', async name => {
    const digests = [await rotatorZip(name), await rotatorZip(name)].map(zip =>
      createHash('sha256').update(zip).digest('hex'),
    )
    expect(digests[0]).toBe(digests[1])
  })

  it.each(rotatorNames())(
    'holds one file of code, the notices of what is in it, and no path of the machine that built it: %s',
    async name => {
      const zip = await rotatorZip(name)
      const files = unzipSync(zip)
      expect(Object.keys(files)).toEqual(['LICENCES.txt', 'index.js'])
      const [notices, code] = Object.values(files).map(file => new TextDecoder().decode(file))
      expect(notices).toContain('@aws-sdk/client-secrets-manager')
      expect(code?.includes(process.cwd())).toBe(false)
      expect(zip.length).toBeLessThan(MOST_BYTES)
    },
  )
})

/** A template takes 51,200 bytes; what surrounds the code takes some 13,000 for one secret, and has room to grow. */
const MOST_INLINE_BYTES = 30_000

/** A driver is in these, whose notices have to go with it: a template has no place for them. */
const withDriver = packagedRotators.filter(about => serverOf(about) !== undefined).map(({name}) => name)
const inline = rotatorNames().filter(name => !withDriver.includes(name))

describe('the code of a rotator without the SDK', () => {
  it.each(withDriver)('is not there where a driver is in it: %s', async name => {
    expect(await inlineCode(name)).toBe(undefined)
    expect((await packagesOf(name)).map(one => one.name)).toEqual([name])
  })

  it.each(inline)('is small, in ASCII, and asks the runtime for the clients: %s', async name => {
    const code = await inlineCode(name)
    expect(code).toBe(await inlineCode(name))
    expect(code).toContain('require("@aws-sdk/client-secrets-manager")')
    expect(code).toMatch(/^[\n\x20-\x7E]+$/)
    expect(code?.length).toBeLessThan(MOST_INLINE_BYTES)
  })

  it('is rehearsed as the zip that CloudFormation makes of it: one file, index.js', async () => {
    const [, inline] = await packagesOf('random-password')
    expect(inline?.name).toBe('random-password.inline')
    const files = unzipSync(inline!.zip)
    expect(Object.keys(files)).toEqual(['index.js'])
    expect(new TextDecoder().decode(files['index.js'])).toBe(inline?.code)
    expect(inline?.zip).toEqual(inlineZip(inline!.code!))
  })
})
