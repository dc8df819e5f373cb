import {describe, expect, it} from 'vitest'

import {MysqlConversation} from '../../../../src/lib/rehearse/targets/mysql-conversation.ts'

const packet = (...parts: readonly (string | Buffer | readonly number[])[]) => {
  const body = Buffer.concat(
    parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'utf8') : Buffer.from(part))),
  )
  const head = Buffer.alloc(4)
  head.writeUIntLE(body.length, 0, 3)
  return Buffer.concat([head, body])
}
const number = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

// Protocol 4.1, a length before the proof, plugins.
const FLAGS = 0x8_82_00
const COMPRESS = 0x20
const SSL = 0x8_00
const nonce = '12345678901234567890'
const proof = Buffer.from('b69965c3f26f7abc5d7f0eb0629b37ee215105d2', 'hex')
const sha2 = Buffer.from('d678b5a19b0a37d66b7312305bffd8b82404487a728ca37a8a07baf5a5f9df4f', 'hex')

const greeting = (plugin = 'mysql_native_password', flags = FLAGS | COMPRESS | SSL) => {
  const [low, high] = [number(flags).subarray(0, 2), number(flags).subarray(2)]
  const [first, second] = [nonce.slice(0, 8), nonce.slice(8)]
  const version = [[10], '5.5.5-10.11\0', number(7)]
  return packet(...version, first, [0], low, [45, 2, 0], high, [21], Buffer.alloc(10), second, [0], `${plugin}\0`)
}
const client = (flags: number) => [number(flags), number(0), [45], Buffer.alloc(23)]
const login = (shown: Buffer, {plugin = 'mysql_native_password', flags = FLAGS} = {}) =>
  packet(...client(flags), 'app ü\0', [shown.length], shown, `${plugin}\0`)
const ok = packet([0, 0, 0, 2, 0, 0, 0])
const denied = packet([0xff, 0x15, 0x04], "#28000Access denied for user 'app'")
// Status, id, no columns and one parameter.
const prepared = (id: number) => packet([0], number(id), [0, 0, 1, 0, 0, 0, 0])
const eof = packet([0xfe, 0, 0, 2, 0])
const query = (sql: string) => packet([3], sql)

const letIn = () => {
  const conversation = new MysqlConversation()
  conversation.answered(greeting())
  conversation.asked(login(proof))
  conversation.answered(ok)
  return conversation
}

describe('what a relay overhears of a connection to MySQL', () => {
  it('is who logged in with what, in whatever pieces it comes', () => {
    const conversation = new MysqlConversation()
    for (const byte of greeting()) expect(conversation.answered(Buffer.of(byte))).toBeUndefined()
    for (const byte of login(proof)) conversation.asked(Buffer.of(byte))
    expect(conversation.answered(ok.subarray(0, 3))).toBeUndefined()
    expect(conversation.answered(ok.subarray(3))).toBe('let-in')
    expect(conversation.login).toEqual({
      user: 'app ü',
      proof: {method: 'native', nonce: Buffer.from(nonce), answer: proof},
      accepted: true,
    })
  })

  it('is that a login was refused', () => {
    const conversation = new MysqlConversation()
    conversation.answered(greeting())
    conversation.asked(login(proof))
    expect(conversation.answered(denied)).toBe('refused')
    expect(conversation.login).toMatchObject({user: 'app ü', accepted: false})
  })

  it('is nothing of a client that was refused before it said who it is', () => {
    const conversation = new MysqlConversation()
    expect(conversation.answered(packet([0xff, 0x10, 0x04], 'Too many connections'))).toBe('refused')
    expect(conversation.login).toBeUndefined()
  })

  it('is the proof by the method that the server asks for in the end', () => {
    const conversation = new MysqlConversation()
    conversation.answered(greeting('caching_sha2_password'))
    conversation.asked(login(sha2, {plugin: 'caching_sha2_password'}))
    // All of it: the public key, and the password under it.
    expect(conversation.answered(packet([1, 4]))).toBeUndefined()
    conversation.asked(packet([2]))
    expect(conversation.answered(packet([1], '-----BEGIN PUBLIC KEY-----'))).toBeUndefined()
    conversation.asked(packet(Buffer.alloc(256)))
    expect(conversation.answered(ok)).toBe('let-in')
    expect(conversation.login?.proof).toMatchObject({method: 'sha2', answer: sha2})

    const switched = new MysqlConversation()
    switched.answered(greeting('caching_sha2_password'))
    switched.asked(login(sha2, {plugin: 'caching_sha2_password'}))
    expect(switched.answered(packet([0xfe], 'mysql_native_password\0', 'x'.repeat(20), [0]))).toBeUndefined()
    switched.asked(packet(proof))
    expect(switched.answered(ok)).toBe('let-in')
    expect(switched.login?.proof).toEqual({method: 'native', nonce: Buffer.from('x'.repeat(20)), answer: proof})
  })

  it('is that a statement was answered which may change something', () => {
    const conversation = letIn()
    const reads = ['SET NAMES utf8mb4', 'set\tautocommit=0', 'SET@@sql_mode = 1', 'SELECT VERSION()', ' commit']
    for (const sql of reads) {
      conversation.asked(query(sql))
      expect(conversation.answered(ok)).toBeUndefined()
    }
    conversation.asked(query("SET  PASSWORD = PASSWORD('x')"))
    expect(conversation.answered(denied)).toBe('statement')
    expect(conversation.answered(ok)).toBeUndefined()
  })

  it('is a prepared statement too, once it is carried out', () => {
    const conversation = letIn()
    conversation.asked(packet([0x16], 'ALTER USER app IDENTIFIED BY ?'))
    expect(conversation.answered(prepared(7))).toBeUndefined()
    conversation.asked(packet([0x17], number(7)))
    expect(conversation.answered(ok)).toBe('statement')
  })

  it('is nothing of a prepared statement that only reads, whatever else was prepared', () => {
    const conversation = letIn()
    conversation.asked(packet([0x16], 'SELECT user FROM mysql.user WHERE user = ?'))
    expect(conversation.answered(Buffer.concat([prepared(1), packet([0, 9]), eof]))).toBeUndefined()
    conversation.asked(packet([0x16], 'ALTER USER app IDENTIFIED BY ?'))
    conversation.answered(prepared(2))
    conversation.asked(packet([0x17], number(1)))
    expect(conversation.answered(ok)).toBeUndefined()
    conversation.asked(packet([0x17], number(2)))
    expect(conversation.answered(ok)).toBe('statement')
  })

  it('is a prepared statement of which nobody saw what it is', () => {
    const conversation = letIn()
    conversation.asked(packet([0x16], 'SELECT FROM'))
    conversation.answered(denied)
    conversation.asked(packet([0x17], number(0xffff_ffff)))
    expect(conversation.answered(ok)).toBe('statement')
  })

  it('is nothing but a connection where it is encrypted', () => {
    const conversation = new MysqlConversation()
    conversation.answered(greeting())
    conversation.asked(packet(...client(FLAGS | SSL)))
    conversation.asked(Buffer.from('16030100ff', 'hex'))
    expect(conversation.answered(Buffer.from('1603030041', 'hex'))).toBe('opaque')
    expect(conversation.answered(Buffer.from('1603030041', 'hex'))).toBeUndefined()
    expect([conversation.isEncrypted, conversation.login]).toEqual([true, undefined])
  })

  it('is each answer where what follows the login is compressed', () => {
    const conversation = new MysqlConversation()
    conversation.answered(greeting())
    conversation.asked(login(proof, {flags: FLAGS | COMPRESS}))
    expect(conversation.answered(ok)).toBe('let-in')
    conversation.asked(Buffer.from('0700000000000003', 'hex'))
    expect(conversation.answered(Buffer.from('0700000100000000', 'hex'))).toBe('statement')
    expect(conversation.login).toMatchObject({accepted: true})
  })
})
