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
