import {describe, expect, it} from 'vitest'
import {Door} from '../../../../src/lib/rotators/databases/door.ts'
import {loginIn} from '../../../../src/lib/rotators/databases/login.ts'
import {ServerFailed} from '../../../../src/lib/rotators/databases/server-failed.ts'
import {Settings} from '../../../../src/lib/rotators/settings.ts'
import {aContext, aLog, aValue} from '../support/a-context.ts'
import {aLogin, FakeServer} from './support/fake-server.ts'

const login = (more: object = {}) => loginIn(aValue(aLogin('now', more)), new FakeServer({}), new Settings({}, {}))

const aServer = () => new FakeServer({app: 'now'})

describe('the way to a server', () => {
  it('is tried again while the server has no place, and never without an end', async () => {
    const server = aServer()
    server.failures.push(new ServerFailed('53300', true), new ServerFailed('ECONNRESET', true))
    expect(await new Door(server, aContext()).lets(login())).toBe(true)
    server.failures.push(...Array.from({length: 9}, () => new ServerFailed('53300', true)))
    await expect(new Door(server, aContext()).lets(login())).rejects.toThrow('the server: 53300')
    expect(server.failures).toHaveLength(4)
  })

  it('is not tried again where the server has answered', async () => {
    const server = aServer()
    server.failures.push(new ServerFailed('3D000', false))
    await expect(new Door(server, aContext()).lets(login())).rejects.toThrow('the server: 3D000')
    expect(server.openings).toHaveLength(1)
  })

  it('is encrypted, but where the server has no TLS or the secret wants none', async () => {
    const server = aServer()
    await new Door(server, aContext()).lets(login())
    await new Door(server, aContext()).lets(login({ssl: false}))
    expect(server.openings.map(({tls}) => tls !== undefined)).toEqual([true, false])
  })

  it('asks a server without TLS once a step, and says so', async () => {
    const server = aServer()
    server.hasTls = false
    const log = aLog()
    const door = new Door(server, aContext({log}))
    expect([await door.lets(login()), await door.lets(login())]).toEqual([true, true])
    expect(server.openings.map(({tls}) => tls !== undefined)).toEqual([true, false, false])
    expect(log.lines).toEqual(['warn: the server has no TLS, so the connection is not encrypted'])
  })

  it('shows no password where a secret asks for TLS and the server has none', async () => {
    const server = aServer()
    server.hasTls = false
    await expect(new Door(server, aContext()).lets(login({ssl: true}))).rejects.toThrow(
      'the server has no TLS, which AWSCURRENT asks for',
    )
    expect(server.log).toEqual([])
  })

  it('is not gone when the time of the function has come', async () => {
    const server = aServer()
    const context = aContext()
    const clock = {...context.clock, now: () => 0, sleep: async () => {}, remainingMs: () => -1}
    await expect(new Door(server, {...context, clock}).lets(login())).rejects.toThrow('time limit has nearly come')
    expect(server.openings).toEqual([])
  })

  it('has no more time for an answer than the function', async () => {
    const server = aServer()
    const context = aContext()
    const clock = {...context.clock, now: () => 0, sleep: async () => {}, remainingMs: () => 70}
    await new Door(server, {...context, clock}).lets(login())
    expect(server.openings.map(({timeoutMs}) => timeoutMs)).toEqual([70])
  })
})
