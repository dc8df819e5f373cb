import {assert, property, string} from 'fast-check'
import {describe, expect, it} from 'vitest'
import {randomOfSameShape} from '../../../src/lib/probes/random-value.ts'
import {Sensitive} from '../../../src/lib/sensitive.ts'

const bytes = (length: number) => Uint8Array.from({length}, (_, index) => (index * 37 + 11) % 251)
const random = (value: unknown, ...others: unknown[]) =>
  String(
    randomOfSameShape(
      new Sensitive(JSON.stringify(value)),
      others.map(other => new Sensitive(JSON.stringify(other))),
      bytes,
    ).reveal(),
  )

describe('a random value of the same shape', () => {
  it('keeps where and as whom, and replaces what the rotation changed', () => {
    const current = {host: 'db', port: 5432, username: 'orders', pass_phrase: 'Aaaa-1111-bbbb-2222'}
    const made = JSON.parse(random(current, {...current, pass_phrase: 'Cccc-3333-dddd-4444'})) as typeof current
    expect(made).toMatchObject({host: 'db', port: 5432, username: 'orders'})
    expect(made.pass_phrase).not.toBe(current.pass_phrase)
    expect(made.pass_phrase).toMatch(/^[A-Z][a-z]{3}-\d{4}-[a-z]{4}-\d{4}$/)
  })

  it('goes by the names of the fields when no other version tells', () => {
    const made = JSON.parse(random({host: 'db', password: 'Aaaa-1111-bbbb-2222'})) as Record<string, string>
    expect(made['host']).toBe('db')
    expect(made['password']).not.toBe('Aaaa-1111-bbbb-2222')
  })

  it('replaces every text when neither tells', () => {
    const made = JSON.parse(random({alpha: 'abcdefghijklmnopq'})) as Record<string, string>
    expect(made['alpha']).not.toBe('abcdefghijklmnopq')
  })

  it('is never the value itself, whatever the value', () => {
    assert(
      property(string({minLength: 1}), text => {
        const value = new Sensitive(text)
        expect(randomOfSameShape(value, [], bytes).reveal()).not.toEqual(text)
      }),
    )
  })
})
