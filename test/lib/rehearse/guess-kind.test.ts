import {describe, expect, it} from 'vitest'
import type {PlainRun} from '../../../src/lib/rehearse/plain-run.ts'
import {contradicts, guessKind} from '../../../src/lib/rehearse/guess-kind.ts'

describe('the kind of a function that nobody named', () => {
  const after = (end: object) => ({observation: {seen: [], end}}) as unknown as PlainRun
  const held = {versions: ['v']}

  it('alternates users where the secret became the login of another one, even if it ended the first', () => {
    expect(guessKind(after({users: ['app', 'app_clone'], live: [held]}), true)).toEqual({kind: 'alt'})
    expect(guessKind(after({users: ['app'], live: [held]}), true)).toEqual({kind: 'rep'})
  })

  it('alternates users where two credentials live on and nobody can say whose they are', () => {
    expect(guessKind(after({live: [held, held]}), true)).toEqual({kind: 'alt'})
    expect(guessKind(after({live: [held, {versions: []}]}), true)).toEqual({kind: 'rep'})
  })
})

describe('a kind that somebody names', () => {
  it('cannot be another one than what a function did that made keys', () => {
    expect(contradicts('add', 'add')).toBe(false)
    expect((['alt', 'rep', 'rand'] as const).map(wanted => contradicts(wanted, 'add'))).toEqual([true, true, true])
  })

  it('cannot be one without a target where there is one', () => {
    expect(contradicts('rand', 'rep')).toBe(true)
    expect(contradicts('rand', 'alt')).toBe(true)
    expect(contradicts('rand', 'rand')).toBe(false)
  })

  it('may be either of the two that look alike from outside', () => {
    expect(contradicts('alt', 'rep')).toBe(false)
    expect(contradicts('rep', 'alt')).toBe(false)
    expect(contradicts('rep', 'rand')).toBe(false)
  })
})
