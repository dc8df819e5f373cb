import {describe, expect, it} from 'vitest'

import {isProofOf, isStored, type Proof} from '../../../../src/lib/rehearse/targets/postgres-proof.ts'

// The exchange of RFC 7677, section 3, whose password is "pencil".
const scram: Proof = {
  method: 'scram',
  first: 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO',
  challenge: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  final: 'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
}

describe('the proof of a password that went over the wire', () => {
  it('of SCRAM is of the password that it was made with, and of no other', () => {
    expect(isProofOf(scram, 'user', 'pencil')).toBe(true)
    expect(isProofOf(scram, 'user', 'pencils')).toBe(false)
  })

  it('of MD5 is of the user and the salt too', () => {
    const proof: Proof = {method: 'md5', salt: 'abcd', answer: 'md5effb53962dd214f1143b0ad1eb8ff14e'}
    expect(isProofOf(proof, 'app', 'pencil')).toBe(true)
    expect(isProofOf({...proof, salt: 'abce'}, 'app', 'pencil')).toBe(false)
    expect(isProofOf(proof, 'app', 'wrong')).toBe(false)
  })

  it('is no proof where the server asked for none', () => {
    expect(isProofOf({method: 'none'}, 'user', '')).toBe(false)
    expect(isProofOf({method: 'cleartext', password: 'pencil'}, 'user', 'pencil')).toBe(true)
  })
})

describe('a password as PostgreSQL stores it', () => {
  it('is told from others without being stored itself', () => {
    const stored =
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU='
    expect(isStored(stored, 'user', 'pencil')).toBe(true)
    expect(isStored(stored, 'user', 'pencils')).toBe(false)
    expect(isStored('md506d701b4dd9f7cbb00816251a451b978', 'app', 'pencil')).toBe(true)
    expect(isStored('md506d701b4dd9f7cbb00816251a451b978', 'other', 'pencil')).toBe(false)
    expect(isStored('', 'user', '')).toBe(false)
  })
})
