import {describe, expect, it} from 'vitest'
import {playableTarget} from '../../../../src/lib/operations/rehearse/playable-target.ts'

describe('the target of a rehearsal', () => {
  it('is the one that was declared, or none', () => {
    expect(playableTarget([])).toBeUndefined()
    expect(playableTarget([{kind: 'login', name: 'app'}])).toEqual({kind: 'login', name: 'app'})
    const admin = {from: 'environment', user: 'root'} as const
    const mysql = {kind: 'mysql', host: '127.0.0.1', port: 3306, users: ['app'], admin} as const
    expect(playableTarget([mysql])).toEqual(mysql)
  })

  it('is refused where nothing here stands for it', () => {
    const refused = {code: 'TARGET_NOT_PLAYED', exit: 2}
    expect(() => playableTarget([{kind: 'kms-key'}])).toThrow(expect.objectContaining(refused))
  })

  it('is refused where several are named, since one would go unjudged', () => {
    expect(() => playableTarget([{kind: 'iam-user'}, {kind: 'login'}])).toThrow(
      'A rehearsal plays on one target, and iam-user, login were named.',
    )
  })
})
