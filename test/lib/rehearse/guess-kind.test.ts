import {describe, expect, it} from 'vitest'
import type {PlainRun} from '../../../src/lib/rehearse/plain-run.ts'
import {contradicts, guessKind} from '../../../src/lib/rehearse/guess-kind.ts'

describe('the kind of a function that nobody named', () => {
  const after = (end: object) => ({observation: {seen: [], end}}) as unknown as PlainRun
  const held = {versions: ['v']}
  const login = {kind: 'login', hasModel: true}

  it('alternates users where the secret became the login of another one, even if it ended the first', () => {
    expect(guessKind(after({users: ['app', 'app_clone'], live: [held]}), login)).toEqual({kind: 'alt'})
    expect(guessKind(after({users: ['app'], live: [held]}), login)).toEqual({kind: 'rep'})
  })

  it('alternates users where two credentials live on and nobody can say whose they are', () => {
    expect(guessKind(after({live: [held, held]}), login)).toEqual({kind: 'alt'})
    expect(guessKind(after({live: [held, {versions: []}]}), login)).toEqual({kind: 'rep'})
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

  it('cannot be in its place where the secret became the login of another user', () => {
    expect(contradicts('rep', 'alt')).toBe(true)
    expect(contradicts('alt', 'alt')).toBe(false)
  })

  it('may be of another user where none was seen yet', () => {
    expect(contradicts('alt', 'rep')).toBe(false)
    expect(contradicts('rep', 'rand')).toBe(false)
  })
})

describe('the kind of a function that makes several credentials', () => {
  const ran = (...calls: readonly string[]) => {
    const seen = calls.map(call => ({by: 'function', service: call.split(':')[0], operation: call.split(':')[1]}))
    return {observation: {seen, end: {}}} as unknown as PlainRun
  }
  const both = ran('iam:CreateAccessKey', 'appsync:CreateApiKey', 'logins:password')

  it('is that of the one for the target that was named first', () => {
    const kinds = ['iam-user', 'appsync-api', 'login'].map(kind => guessKind(both, {kind, hasModel: true}))
    expect(kinds).toEqual([{kind: 'add', provider: 'iam'}, {kind: 'add', provider: 'appsync'}, {kind: 'rep'}])
  })

  it('is that of a database that it spoke with, where that was named first', () => {
    const spoken = ran('iam:CreateAccessKey', 'postgres:connect')
    expect(guessKind(spoken, {kind: 'postgres', hasModel: true})).toEqual({kind: 'rep'})
    const toMysql = ran('iam:CreateAccessKey', 'mysql:connect')
    expect(guessKind(toMysql, {kind: 'mysql', hasModel: true})).toEqual({kind: 'rep'})
    expect(guessKind(spoken, {kind: 'iam-user', hasModel: true})).toEqual({kind: 'add', provider: 'iam'})
  })

  it('is that of what it made where the target says nothing of it', () => {
    const target = {kind: 'login', hasModel: true}
    expect(guessKind(ran('appsync:CreateApiKey'), target)).toEqual({kind: 'add', provider: 'appsync'})
    expect(guessKind(ran('iam:CreateAccessKey'), target)).toEqual({kind: 'add', provider: 'iam'})
  })
})
