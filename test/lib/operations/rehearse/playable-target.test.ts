import {describe, expect, it} from 'vitest'
import {playableTargets} from '../../../../src/lib/operations/rehearse/playable-target.ts'
import type {DeclaredTarget} from '../../../../src/lib/rehearse/targets-declared.ts'

const admin = {from: 'environment', user: 'root'} as const
const postgres: DeclaredTarget = {kind: 'postgres', host: '127.0.0.1', port: 5432, users: ['app'], admin}
const mysql: DeclaredTarget = {...postgres, kind: 'mysql', port: 3306}
const refused = (message: string) => expect.objectContaining({code: 'TARGET_NOT_PLAYED', exit: 2, message})

describe('the targets of a rehearsal', () => {
  it('are the first one, which is judged, and those that stand beside it', () => {
    expect(playableTargets([])).toEqual({beside: []})
    expect(playableTargets([{kind: 'login', name: 'app'}])).toEqual({first: {kind: 'login', name: 'app'}, beside: []})
    expect(playableTargets([mysql])).toEqual({first: mysql, beside: []})
    expect(playableTargets([postgres, {kind: 'iam-user'}, {kind: 'iam-user', name: 'b'}])).toEqual({
      first: postgres,
      beside: [{kind: 'iam-user'}, {kind: 'iam-user', name: 'b'}],
    })
  })

  it('have a key for the secret beside them, whatever its place', () => {
    expect(playableTargets([{kind: 'kms-key'}])).toEqual({beside: [], keyAlias: 'alias/rehearsed'})
    const named = {kind: 'kms-key', name: 'alias/team/orders'} as const
    const keyed = {first: {kind: 'login'}, beside: [], keyAlias: 'alias/team/orders'}
    expect(playableTargets([named, {kind: 'login'}])).toEqual(keyed)
    expect(playableTargets([{kind: 'login'}, {...named, name: 'team/orders'}])).toEqual(keyed)
  })

  it('are refused where the key is none that a customer can have, or one of several', () => {
    for (const name of ['alias/aws/secretsmanager', 'aws/s3', 'with space', 'a'.repeat(251)]) {
      expect(() => playableTargets([{kind: 'kms-key', name}])).toThrow(/has no alias that a customer can give/)
    }
    expect(() => playableTargets([{kind: 'kms-key'}, {kind: 'kms-key', name: 'b'}])).toThrow(
      refused('A secret is encrypted with one key, and several were named.'),
    )
  })

  it('are refused where a server of the user would stand beside another', () => {
    const message = 'A target of kind postgres stands beside no other.'
    expect(() => playableTargets([{kind: 'iam-user'}, postgres])).toThrow(refused(message))
    expect(() => playableTargets([{kind: 'iam-user'}, {kind: 'none'}])).toThrow(
      refused('A target of kind none stands beside no other.'),
    )
  })

  it('are refused where none was named and others too', () => {
    const message = 'Of several targets none was named first.'
    expect(() => playableTargets([{kind: 'none'}, {kind: 'login'}])).toThrow(refused(message))
  })

  it('are refused where two of them would be the same', () => {
    expect(() => playableTargets([{kind: 'login'}, {kind: 'login'}])).toThrow(
      refused('The target login was named twice.'),
    )
    const twice = [{kind: 'login'}, {kind: 'iam-user', name: 'a'}, {kind: 'iam-user', name: 'a'}] as const
    expect(() => playableTargets(twice)).toThrow(refused('The target iam-user:a was named twice.'))
  })
})
