import {describe, expect, it} from 'vitest'

import {isMysqlProofOf, isStoredByMysql, proofBy} from '../../../../src/lib/rehearse/targets/mysql-proof.ts'

const nonce = Buffer.from('12345678901234567890', 'latin1')
const shown = (plugin: string, hex: string) => proofBy(plugin, nonce, Buffer.from(hex, 'hex'))

describe('the proof of a password that went to MySQL', () => {
  it.each([
    ['mysql_native_password', 'b69965c3f26f7abc5d7f0eb0629b37ee215105d2'],
    ['caching_sha2_password', 'd678b5a19b0a37d66b7312305bffd8b82404487a728ca37a8a07baf5a5f9df4f'],
    ['mysql_clear_password', '70656e63696c00'],
  ])('by %s is of the password that it was made with, and of no other', (plugin, hex) => {
    expect(isMysqlProofOf(shown(plugin, hex), 'pencil')).toBe(true)
    expect(isMysqlProofOf(shown(plugin, hex), 'pencils')).toBe(false)
  })

  it('is none where nothing was shown, and nobody can read what a public key hides', () => {
    expect(shown('mysql_native_password', '')).toEqual({method: 'none'})
    expect(isMysqlProofOf({method: 'none'}, '')).toBe(false)
    expect(shown('sha256_password', '01')).toEqual({method: 'unreadable'})
    expect(isMysqlProofOf({method: 'unreadable'}, 'pencil')).toBe(false)
  })
})

describe('a password as MySQL stores it', () => {
  it('is told from others where its form has no salt', () => {
    expect(isStoredByMysql('*7614BE58636C810A9D8970A50B3B2A78450413E4', 'pencil')).toBe(true)
    expect(isStoredByMysql('*7614BE58636C810A9D8970A50B3B2A78450413E4', 'pencils')).toBe(false)
    expect(isStoredByMysql('', '')).toBe(false)
  })

  it('is not told at all where nobody but the server can', () => {
    expect(isStoredByMysql('$A$005$saltsaltsaltsaltsaltdigest', 'pencil')).toBeUndefined()
  })
})
