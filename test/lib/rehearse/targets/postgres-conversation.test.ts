import {describe, expect, it} from 'vitest'

import {PostgresConversation} from '../../../../src/lib/rehearse/targets/postgres-conversation.ts'

const message = (type: string, body: Buffer) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type, 'latin1'), length, body])
}
const number = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const text = (words: string) => Buffer.from(words, 'utf8')
const sslRequest = message('', number(80_877_103))
const startup = message('', Buffer.concat([number(196_608), text('user\0app\0database\0shop\0\0')]))
const letIn = message('R', number(0))
const ready = message('Z', text('I'))
const cleartext = message('R', number(3))

describe('what a relay overhears of a connection to PostgreSQL', () => {
  it('is who logged in with what, in whatever pieces it comes', () => {
    const conversation = new PostgresConversation()
    for (const byte of startup) conversation.asked(Buffer.of(byte))
    expect(conversation.answered(cleartext)).toBeUndefined()
    conversation.asked(message('p', text('geheim ü\0')))
    expect(conversation.answered(letIn.subarray(0, 3))).toBeUndefined()
    expect(conversation.answered(Buffer.concat([letIn.subarray(3), ready]))).toBe('let-in')
    expect(conversation.login).toEqual({
      user: 'app',
      proof: {method: 'cleartext', password: 'geheim ü'},
      accepted: true,
    })
  })

  it('is that a login was refused', () => {
    const conversation = new PostgresConversation()
    conversation.asked(startup)
    expect(conversation.answered(message('E', text('C28P01\0\0')))).toBe('refused')
    expect(conversation.login).toMatchObject({user: 'app', accepted: false})
  })

  it('is that a statement was answered, once the login is over', () => {
    const conversation = new PostgresConversation()
    conversation.asked(startup)
    conversation.answered(Buffer.concat([letIn, ready]))
    conversation.asked(message('Q', text('ALTER ROLE nobody PASSWORD NULL\0')))
    expect(conversation.answered(message('E', text('C42704\0\0')))).toBeUndefined()
    expect(conversation.answered(ready)).toBe('statement')
  })

  it('is that something changed, not what was read before it or begun', () => {
    const conversation = new PostgresConversation()
    conversation.asked(startup)
    conversation.answered(Buffer.concat([letIn, ready]))
    const answer = (tag: string, state: string) =>
      conversation.answered(Buffer.concat([message('C', text(`${tag}\0`)), message('Z', text(state))]))
    expect([answer('SET', 'I'), answer('BEGIN', 'T'), answer('SELECT 1', 'T')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(answer('ALTER ROLE', 'T')).toBeUndefined()
    expect(answer('COMMIT', 'I')).toBe('statement')
    expect(answer('SELECT 1', 'I')).toBeUndefined()
    expect(answer('ALTER ROLE', 'I')).toBe('statement')
  })

  it('goes on in the clear where the server speaks no TLS', () => {
    const conversation = new PostgresConversation()
    conversation.asked(sslRequest)
    expect(conversation.answered(text('N'))).toBeUndefined()
    conversation.asked(startup)
    expect(conversation.answered(letIn)).toBe('let-in')
    expect(conversation.isEncrypted).toBe(false)
  })

  it('is nothing but a connection where it is encrypted', () => {
    const conversation = new PostgresConversation()
    conversation.asked(sslRequest)
    expect(conversation.answered(text('S'))).toBe('opaque')
    conversation.asked(Buffer.from('16030100ff', 'hex'))
    expect(conversation.answered(Buffer.from('1603030041', 'hex'))).toBeUndefined()
    expect([conversation.isEncrypted, conversation.login]).toEqual([true, undefined])
  })
})
