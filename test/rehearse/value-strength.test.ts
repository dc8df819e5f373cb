import {describe, expect, it} from 'vitest'

import {valueStrengthItems} from '../../src/lib/rehearse/items/lists/value-strength.ts'
import {altered, correct, verdictOn, verdictsOn, type Rehearsed} from './support/verdicts.ts'

const ids = valueStrengthItems.map(({id}) => id)
const passes = Object.fromEntries(ids.map(id => [id, 'pass']))
const {rand, rep, alt} = correct

/** The function with another way to make a password. */
const drawing = (expression: string, of: Rehearsed = rand) =>
  altered(of, ['const {RandomPassword: password} = await call(secrets, random)', `const password = ${expression}`])

const crypto = "(await import('node:crypto'))"

describe('items about the strength of a value', {timeout: 60_000}, () => {
  it.each(Object.entries({rand, rep, alt}))('pass the correct function of kind %s', async (_, handler) => {
    expect(await verdictsOn(ids, handler)).toEqual(passes)
  })

  it('pass values of a cryptographic generator of the runtime', async () => {
    const made = drawing(`${crypto}.randomBytes(24).toString('base64url')`)
    expect(await verdictsOn(ids, made)).toEqual({
      ...passes,
      'value-meets-policy': expect.stringMatching(/^skipped/) as string,
    })
  })

  it('find a password that is drawn too short', async () => {
    const bad = altered(rand, ['PasswordLength: 32', 'PasswordLength: 12'])
    expect(await verdictOn('value-strong-enough', bad)).toBe('fail: it has 77 bits (GetRandomPassword)')
  })

  it('find a password of too few characters', async () => {
    const bad = drawing(`${crypto}.randomBytes(10).toString('hex')`)
    expect(await verdictOn('value-strong-enough', bad)).toBe('fail: it has 80 bits (20 of 16 characters seen)')
  })

  it('find a drawn password that was cut', async () => {
    const bad = altered(rand, ['[FIELD]: password', '[FIELD]: password.slice(0, 9)'])
    expect(await verdictsOn(['value-strong-enough', 'value-meets-policy'], bad)).toEqual({
      'value-strong-enough': expect.stringMatching(/^fail: it has \d+ bits \(9 of \d+ characters seen\)$/) as string,
      'value-meets-policy': 'fail: one lacks a class of characters that is required',
    })
  })

  it('find a generator that can be predicted', async () => {
    const bad = drawing('Array.from({length: 32}, () => Math.floor(Math.random() * 36).toString(36)).join("")')
    expect(await verdictOn('value-from-crypto-source', bad)).toMatch(/^fail: two processes/)
  })

  it('find a value that is made of the token', async () => {
    const bad = drawing(`${crypto}.createHash('sha256').update(token).digest('hex')`)
    expect(await verdictOn('value-from-crypto-source', bad)).toMatch(/^fail: two processes/)
  })

  it('find a value that is made of name and token together', async () => {
    const bad = drawing(`${crypto}.createHash('sha256').update(secretId + token).digest('hex')`)
    expect(await verdictOn('value-from-crypto-source', bad)).toMatch(/^fail: two processes/)
  })

  it('find a value that is made of the name of the secret', async () => {
    const bad = drawing(`${crypto}.createHash('sha256').update(secretId).digest('hex')`)
    expect(await verdictOn('value-from-crypto-source', bad)).toMatch(/^fail: two processes/)
  })

  it('find characters that the login does not take', async () => {
    const bad = drawing(`'aA1-/' + ${crypto}.randomBytes(24).toString('base64')`, rep)
    expect(await verdictOn('value-meets-policy', bad)).toBe('fail: one has a character that is excluded')
  })

  it('find small letters alone where the login wants more', async () => {
    const bad = altered(rep, ['PasswordLength: 32', 'PasswordLength: 40, ExcludeNumbers: true, ExcludeUppercase: true'])
    expect(await verdictOn('value-meets-policy', bad)).toMatch(/^fail: one lacks a class/)
  })

  it('find a value that is the same for each token', async () => {
    const bad = drawing("'always-the-same-value-of-some-length'")
    expect(await verdictOn('value-never-repeats', bad)).toBe('fail: 64 tokens came to 1 values')
  })

  it('find a value that stays the current one', async () => {
    expect(await verdictOn('value-never-repeats', drawing('current[FIELD]'))).toBe('fail: it stayed what it was')
  })
})
