import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

let sandbox: TestSandbox

beforeEach(async () => {
  sandbox = await startTestSandbox()
  sandbox.logins.setPassword('db', 'orders', 'first')
})
afterEach(() => sandbox.stop())

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(`${sandbox.logins.urlOf('db')}/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers,
  })
  return answer.status
}

describe('a login service of the sandbox', () => {
  it('lets in who knows the password, and nobody else', async () => {
    expect(await post('login', {user: 'orders', password: 'first'})).toBe(204)
    expect(await post('login', {user: 'orders', password: 'second'})).toBe(401)
    expect(await post('login', {user: 'nobody', password: 'first'})).toBe(401)
  })

  it('knows one password a user: the old one ends with the change', async () => {
    expect(await post('password', {user: 'orders', password: 'first', newPassword: 'second'})).toBe(204)
    expect(await post('login', {user: 'orders', password: 'first'})).toBe(401)
    expect(await post('login', {user: 'orders', password: 'second'})).toBe(204)
  })

  it('refuses a change by who cannot log in', async () => {
    expect(await post('password', {user: 'orders', password: 'wrong', newPassword: 'second'})).toBe(401)
    expect(sandbox.logins.accepts('db', 'orders', 'first')).toBe(true)
  })

  it('is refused to browsers like every listener', async () => {
    expect(await post('login', {user: 'orders', password: 'first'}, {origin: 'https://example.com'})).toBe(403)
  })

  it('answers 503 while it is down and 400 to what it cannot read', async () => {
    expect(await post('login', 'not an object')).toBe(400)
    sandbox.logins.behave('db', {down: true})
    expect(await post('login', {user: 'orders', password: 'first'})).toBe(503)
  })

  it('goes back with the snapshot and leaves every attempt in the call record', async () => {
    const before = sandbox.snapshot()
    await post('password', {user: 'orders', password: 'first', newPassword: 'second'})
    expect(sandbox.callRecord.entries().at(-1)).toMatchObject({kind: 'target', operation: 'password', tookEffect: true})
    sandbox.restore(before)
    expect(sandbox.logins.accepts('db', 'orders', 'first')).toBe(true)
  })
})

describe('an administrator of a login service', () => {
  const change = {user: 'admin', password: 'root', target: 'orders', newPassword: 'second'}
  beforeEach(() => sandbox.logins.setAdmin('db', 'admin', 'root'))

  it('sets the password of another user', async () => {
    expect(await post('admin', change)).toBe(204)
    expect(await post('login', {user: 'orders', password: 'first'})).toBe(401)
    expect(await post('login', {user: 'orders', password: 'second'})).toBe(204)
  })

  it('makes the user where there is none', async () => {
    expect(await post('admin', {...change, target: 'orders_clone'})).toBe(204)
    expect(sandbox.logins.users('db')).toEqual(['admin', 'orders', 'orders_clone'])
    expect(sandbox.logins.passwordOf('db', 'orders_clone')).toBe('second')
    expect(sandbox.logins.users('d')).toEqual([])
  })

  it('logs in as every user does, and nobody else is one', async () => {
    expect(await post('login', {user: 'admin', password: 'root'})).toBe(204)
    expect(await post('admin', {...change, password: 'wrong'})).toBe(401)
    expect(await post('admin', {...change, user: 'orders', password: 'first'})).toBe(403)
    expect(sandbox.logins.passwordOf('db', 'orders')).toBe('first')
  })

  it.each([{target: undefined}, {target: ''}, {newPassword: undefined}, {newPassword: ''}])(
    'says whose password becomes what: %j is not enough',
    async missing => {
      expect(await post('admin', {...change, ...missing})).toBe(400)
    },
  )

  it('goes back with the snapshot', async () => {
    const saved = sandbox.snapshot()
    sandbox.logins.setAdmin('db', 'orders', 'first')
    sandbox.restore(saved)
    expect(await post('admin', {...change, user: 'orders', password: 'first'})).toBe(403)
    expect(await post('admin', change)).toBe(204)
  })
})

describe('a blocked password', () => {
  it('is refused although it is the user’s, until it is taken again', async () => {
    sandbox.logins.block('db', 'orders', 'first', true)
    expect(await post('login', {user: 'orders', password: 'first'})).toBe(401)
    expect(await post('password', {user: 'orders', password: 'first', newPassword: 'second'})).toBe(401)
    expect(sandbox.logins.accepts('db', 'orders', 'first')).toBe(false)
    sandbox.logins.block('db', 'orders', 'other', false)
    expect(await post('login', {user: 'orders', password: 'first'})).toBe(401)
    sandbox.logins.block('db', 'orders', 'first', false)
    expect(await post('login', {user: 'orders', password: 'first'})).toBe(204)
  })

  it('says nothing of the next one', async () => {
    sandbox.logins.block('db', 'orders', 'first', true)
    sandbox.logins.setPassword('db', 'orders', 'second')
    expect(await post('login', {user: 'orders', password: 'second'})).toBe(204)
  })

  it('is none in a state that was written before there were any', async () => {
    const saved = sandbox.snapshot()
    const {passwords, behaviours} = saved.logins as Record<string, unknown>
    sandbox.logins.block('db', 'orders', 'first', true)
    sandbox.restore({...saved, logins: {passwords, behaviours}})
    expect(await post('login', {user: 'orders', password: 'first'})).toBe(204)
  })
})
