import {describe, expect, it} from 'vitest'

import {accountsOf, prepareAccounts} from '../../../../src/lib/rehearse/targets/server-accounts.ts'
import type {ServerDriver} from '../../../../src/lib/rehearse/targets/server-driver.ts'

describe('the accounts of a declared server', () => {
  it('are the secret’s but for the last, which is somebody else’s', () => {
    expect(accountsOf(['app'])).toEqual({own: ['app'], others: []})
    expect(accountsOf(['app', 'other'])).toEqual({own: ['app'], others: ['other']})
    expect(accountsOf(['app', 'app_b', 'other'])).toEqual({own: ['app', 'app_b'], others: ['other']})
  })

  it('are all the secret’s where the last is the clone of the first', () => {
    expect(accountsOf(['app', 'app_clone'])).toEqual({own: ['app', 'app_clone'], others: []})
  })

  it('leave somebody else a clone too', () => {
    expect(accountsOf(['app', 'app_clone', 'other', 'other_clone'])).toEqual({
      own: ['app', 'app_clone'],
      others: ['other', 'other_clone'],
    })
  })
})

describe('a server that is to be a target', () => {
  const wish = {
    users: ['app', 'other'],
    anyPassword: 'Take the doors off the hinges.',
    login: 'Ask whoever has the keys.',
    admin: 'root',
    title: 'The server',
  }

  it('has its accounts set to passwords that nobody else knows', async () => {
    const passwords = await prepareAccounts(serverOf({}), wish)
    expect(Object.keys(passwords)).toEqual(['app', 'other'])
    expect(passwords['app']).not.toBe(passwords['other'])
    expect(passwords['app']).toMatch(/^[\w-]{24}$/)
  })

  it('is refused when it lets anybody in', async () => {
    const trusting = serverOf({lets: async () => true})
    await expect(prepareAccounts(trusting, wish)).rejects.toThrow('app is let in with any password')
  })

  it('is refused when it does not take the password that it was given', async () => {
    const deaf = serverOf({lets: async () => false})
    await expect(prepareAccounts(deaf, wish)).rejects.toThrow('app is not let in with the password it was just given')
  })

  it('is refused when an account is not there', async () => {
    await expect(prepareAccounts(serverOf({}), {...wish, users: ['app', 'nobody']})).rejects.toThrow(
      'no account nobody',
    )
  })

  it.each([
    [{code: '42501'}, '42501'],
    [{code: 'ER_CANNOT_USER', errno: 1396}, 'ER_CANNOT_USER, 1396'],
    [{}, 'without a code'],
  ])('is refused when it does not reset an account, with the code of its refusal alone: %o', async (facts, shown) => {
    const refusing = serverOf({
      reset: (user, password) => Promise.reject(Object.assign(new Error(`ALTER ${user} ${password}`), facts)),
    })
    await expect(prepareAccounts(refusing, wish)).rejects.toMatchObject({
      code: 'TARGET_UNUSABLE',
      message: `The server cannot be a target: its accounts could not be reset (${shown}).`,
      hint: wish.login,
    })
  })

  it('is refused when rotations would change the login that resets accounts', async () => {
    await expect(prepareAccounts(serverOf({}), {...wish, users: ['root']})).rejects.toThrow('root is both')
  })
})

function serverOf(change: Partial<ServerDriver>): ServerDriver {
  const passwords = new Map<string, string>()
  return {
    lets: async (user, password) => passwords.get(user) === password,
    async reset(user, password) {
      passwords.set(user, password)
    },
    async lock() {},
    accounts: async users =>
      users
        .filter(user => ['app', 'other', 'root'].includes(user))
        .map(user => ({user, active: true, state: '', isPassword: password => passwords.get(user) === password})),
    async close() {},
    ...change,
  }
}
