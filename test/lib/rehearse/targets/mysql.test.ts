import {createConnection} from 'mysql2/promise'
import {afterEach, describe, expect, it} from 'vitest'

import {MYSQL} from '../../../../src/lib/rehearse/targets/mysql.ts'
import {serverSetup} from '../../../../src/lib/rehearse/targets/server.ts'
import type {StagedTarget} from '../../../../src/lib/rehearse/targets/staged.ts'
import type {Sandbox} from '../../../../src/lib/sandbox/index.ts'
import {Sensitive} from '../../../../src/lib/sensitive.ts'
import {startToyMysql, type ToyMysql} from '../../../support/toy-mysql.ts'

const USER = `o'brien`
const admin = {user: 'root', password: new Sensitive("root's own")}

interface Stage {
  readonly server: ToyMysql
  readonly staged: StagedTarget
  readonly value: string
}

type Pass = Sandbox['gate']['pass']

const stages: Stage[] = []

afterEach(async () => {
  for (const {staged, server} of stages.splice(0)) {
    await staged.stop?.()
    await server[Symbol.asyncDispose]()
  }
})

/** `pass`: what the sandbox does with a connection. Absent: it lets it through. */
async function stage(pass?: Pass): Promise<Stage> {
  const server = await startToyMysql([USER, 'other'], "root's own")
  const letThrough: Pass = async (request, attempt) => {
    const reply = await attempt('sent')
    const seen = {service: request.service, operation: request.operation, accessKeyId: '', input: request.input}
    staged.noteCall(seen, {now: () => 7, invocation: () => 1})
    return {kind: 'answer', ...reply}
  }
  const sandbox = {
    gate: {pass: pass ?? letThrough, awaitOutside: () => () => {}},
    clock: {now: () => 7},
  } as unknown as Sandbox
  const declared = {
    kind: 'mysql',
    host: '127.0.0.1',
    port: server.port,
    users: [USER, 'other'],
    admin: {from: 'environment', user: 'root'},
  } as const
  const staged = await serverSetup(MYSQL, declared, admin)(sandbox, USER)
  const {username, password, host, port} = staged.fields
  const value = JSON.stringify({username, password, host, port: Number(port)})
  stages.push({server, staged, value})
  return {server, staged, value}
}

/** As a function logs in. */
const login = ({fields}: StagedTarget, password = fields['password'] ?? '') =>
  createConnection({host: fields['host'] ?? '', port: Number(fields['port']), user: USER, password})

describe('a MySQL server as a target', () => {
  it('begins with passwords that nobody knew, and takes them', async () => {
    const {server, staged, value} = await stage()
    expect(server.accounts.get(USER)?.password).toBe(staged.fields['password'])
    expect(await staged.target.standing(value)).toEqual({acceptedNow: true, active: true})
    expect(staged.target.title).toBe(`MySQL account ${USER}`)
    expect(staged.issued()).toContain(staged.fields['password'])
  })

  it('keeps a value out and lets it in again, and takes none where nobody holds what is valid', async () => {
    const {staged, value} = await stage()
    const {target} = staged
    const accepts = async () => (await target.standing(value)).acceptedNow
    await target.block(value, true)
    expect(await accepts()).toBe(false)
    await target.block(value, false)
    expect(await accepts()).toBe(true)
    const before = await target.state()
    await target.lockOut?.()
    expect([await accepts(), (await target.state()) === before]).toEqual([false, false])
    await target.honour?.(value)
    expect([await accepts(), (await target.state()) === before]).toEqual([true, true])
    expect(await target.standing(await target.ofSomebodyElse!(value))).toEqual({acceptedNow: false, active: false})
  })

  it('sees who logged in through the relay, with which value, and whether it was let in', async () => {
    const {staged, value} = await stage()
    const connection = await login(staged)
    await connection.end()
    await expect(login(staged, 'a guess')).rejects.toMatchObject({code: 'ER_ACCESS_DENIED_ERROR'})
    const uses = staged.target.uses()
    expect(uses).toMatchObject([
      {by: 'function', invocation: 1, accepted: true, credential: USER},
      {by: 'function', invocation: 1, accepted: false, credential: USER},
    ])
    expect(uses.map(use => use.isOf(value))).toEqual([true, false])
    expect(JSON.stringify(uses)).not.toContain(staged.fields['password'])
  })

  it.each([
    [403, 'ER_HOST_NOT_PRIVILEGED'],
    [429, 'ER_CON_COUNT_ERROR'],
    [500, 'ER_SERVER_SHUTDOWN'],
  ])('refuses a connection with %i as MySQL does: %s', async (status, code) => {
    const {staged} = await stage(() => Promise.resolve({kind: 'answer', status, tookEffect: false}))
    await expect(login(staged)).rejects.toMatchObject({code})
  })

  it('loses the answer to the first statement that may change something, not what comes before', async () => {
    const {server, staged} = await stage(async (_, attempt) => {
      const {tookEffect} = await attempt('lost')
      return {kind: 'cut', tookEffect}
    })
    const connection = await login(staged)
    connection.on('error', () => {})
    await connection.query('SELECT VERSION()')
    await expect(connection.query("SET PASSWORD = 'the new one'")).rejects.toMatchObject({
      code: expect.stringMatching(/^(PROTOCOL_CONNECTION_LOST|ECONNRESET)$/),
    })
    expect(server.accounts.get(USER)?.password).toBe('the new one')
  })

  it('is refused where an account does not exist, or is named twice', async () => {
    await using server = await startToyMysql([USER], "root's own")
    const place = {kind: 'mysql', host: '127.0.0.1', port: server.port, admin: {from: 'environment', user: 'root'}}
    const open = (users: readonly string[], master?: string) => {
      const declared = {...place, users, ...(master === undefined ? {} : {master})}
      return serverSetup(MYSQL, declared as never, admin)({clock: {now: () => 7}} as unknown as Sandbox, USER)
    }
    await expect(open([USER, 'nobody'])).rejects.toMatchObject({code: 'TARGET_UNUSABLE', exit: 2})
    await expect(open([USER], USER)).rejects.toThrow('is named twice')
  })
})
