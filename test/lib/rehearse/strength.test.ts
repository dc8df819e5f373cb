import {describe, expect, it} from 'vitest'

import {rotatedParts} from '../../../src/lib/rehearse/rotated-part.ts'
import {strengthOf} from '../../../src/lib/rehearse/strength.ts'

describe('the strength of values', () => {
  it('follows from the shortest length and the alphabet that was seen', () => {
    expect(strengthOf([{text: 'abcdefgh'}, {text: 'hgfe'}])).toEqual({bits: 12, source: '4 of 8 characters seen'})
  })

  it('follows from the request where the service drew every value', () => {
    const request = {PasswordLength: 20, ExcludePunctuation: true, ExcludeUppercase: true, ExcludeCharacters: '0123'}
    expect(strengthOf([{text: 'x', request}])).toEqual({bits: 100, source: 'GetRandomPassword'})
    expect(strengthOf([{text: 'x', request: {}}]).bits).toBe(209)
  })

  it('is judged by what was seen as soon as one value was not drawn', () => {
    expect(strengthOf([{text: 'ab', request: {}}, {text: 'ba'}]).source).toBe('2 of 2 characters seen')
  })
})

describe('the part of a value that is made anew', () => {
  it('is all of a plain text, and the password of a connection URL', () => {
    expect(rotatedParts([{before: 'old', after: 'new'}])).toEqual([{before: 'old', after: 'new'}])
    const url = (password: string) => `{"url":"postgres://app:${password}@db.example:5432/shop"}`
    expect(rotatedParts([{before: url('old'), after: url('new')}])).toEqual([{before: 'old', after: 'new'}])
  })

  it('is the field that differs most, not the user that alternates', () => {
    const value = (username: string, password: string) => JSON.stringify({username, login: {password}, note: 'kept'})
    const pairs = ['p2', 'p3', 'p4'].map(password => ({before: value('a', 'p1'), after: value('b', password)}))
    expect(rotatedParts(pairs).map(({after}) => after)).toEqual(['p2', 'p3', 'p4'])
  })
})
