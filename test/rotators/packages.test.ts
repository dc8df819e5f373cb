import {createHash} from 'node:crypto'
import {unzipSync} from 'fflate'
import {describe, expect, it} from 'vitest'
import {rotatorNames, rotatorZip} from '../../tools/rotators.ts'

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
