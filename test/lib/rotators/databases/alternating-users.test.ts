import {describe, expect, it} from 'vitest'
import {alternatingUsers, otherUser} from '../../../../src/lib/rotators/databases/alternating-users.ts'
import {ServerFailed} from '../../../../src/lib/rotators/databases/server-failed.ts'
import {aContext} from '../support/a-context.ts'
import {aLogin, FakeServer} from './support/fake-server.ts'

const masterarn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:master-AbCdEf'
const values = {
  AWSPENDING: aLogin('new', {username: 'app_clone', masterarn}),
  AWSCURRENT: aLogin('now', {masterarn}),
}
const MASTER = aLogin('mighty', {username: 'master'})

interface Held {
  readonly held?: Readonly<Record<string, string>>
  readonly master?: string
  readonly env?: Readonly<Record<string, string>>
}

const setOn = (server: FakeServer, {held = values, master = MASTER, env = {}}: Held = {}) => {
  const send = ({input}: {readonly input: object}) => {
    expect(input).toEqual({SecretId: masterarn, VersionStage: 'AWSCURRENT'})
    return {SecretString: master}
  }
  return alternatingUsers('two', server).set!(aContext({values: held, env, send}))
}

const aServer = () => new FakeServer({app: 'now', app_clone: 'before', master: 'mighty'})

describe('the user who is not in use', () => {
  it('gets the new password from the master, and the one in use stays as it is', async () => {
    const server = aServer()
    await setOn(server)
    expect(server.log).toEqual(['app_clone:new', 'app:now', 'master:mighty', 'app_clone=new'])
    expect(server.passwords.get('app')).toBe('now')
    expect(server.openSessions).toBe(0)
  })

  it('is made like the one in use where there is none', async () => {
    const server = new FakeServer({app: 'now', master: 'mighty'})
    await setOn(server)
    expect(server.log.at(-1)).toBe('app_clone like app=new')
  })

  it('is left alone where the server takes the new password', async () => {
    const server = new FakeServer({app_clone: 'new'})
    await setOn(server)
    expect(server.log).toEqual(['app_clone:new'])
  })

  it('is not changed for a secret whose current login the server rejects', async () => {
    const server = new FakeServer({app: 'another', app_clone: 'before', master: 'mighty'})
    await expect(setOn(server)).rejects.toThrow('the server rejects AWSCURRENT, so its pair is not changed')
    expect(server.passwords.get('app_clone')).toBe('before')
  })

  it('counts as changed where the answer is lost and the server takes it', async () => {
    const server = aServer()
    server.losesReply = true
    await setOn(server)
    expect(server.passwords.get('app_clone')).toBe('new')
  })

  it('is not changed where the server rejects the master', async () => {
    const server = new FakeServer({app: 'now', app_clone: 'before'})
    await expect(setOn(server)).rejects.toThrow('the server rejects the master secret')
  })

  it.each([
    ['the user in use', {username: 'app', masterarn}, 'names the user that is in use'],
    ['a third user', {username: 'postgres', masterarn}, 'names neither user of the pair'],
    ['another server', {username: 'app_clone', host: 'elsewhere', masterarn}, 'names neither user of the pair'],
    ['another master', {username: 'app_clone', masterarn: `${masterarn}2`}, 'names neither user of the pair'],
  ])('is not confused with %s', async (_, more, reason) => {
    const server = aServer()
    await expect(setOn(server, {held: {...values, AWSPENDING: aLogin('new', more)}})).rejects.toThrow(reason)
    expect(server.log).toEqual([])
  })
})

describe('the master secret', () => {
  it('is not used for another server than its own', async () => {
    const server = aServer()
    const master = aLogin('mighty', {username: 'master', host: 'elsewhere.internal'})
    await expect(setOn(server, {master})).rejects.toThrow('the master secret is of another server')
    expect(server.log).not.toContain('master:mighty')
  })

  it('that names no server is used for the one that MASTER_HOST names, and no other', async () => {
    const server = aServer()
    const master = '{"username":"master","password":"mighty"}'
    await expect(setOn(server, {master})).rejects.toThrow('the master secret has no field host')
    await expect(setOn(server, {master, env: {MASTER_HOST: 'elsewhere'}})).rejects.toThrow('is of another server')
    expect(server.log).not.toContain('master:mighty')
    await setOn(server, {master, env: {MASTER_HOST: 'db.internal'}})
    expect(server.passwords.get('app_clone')).toBe('new')
  })

  it('is of the port of the current login where it names none', async () => {
    const server = aServer()
    const there = {masterarn, port: 4321}
    const held = {
      AWSPENDING: aLogin('new', {username: 'app_clone', ...there}),
      AWSCURRENT: aLogin('now', there),
    }
    await setOn(server, {held})
    expect(server.passwords.get('app_clone')).toBe('new')
  })

  it('is used over TLS where the current login asks for it, whatever it says itself', async () => {
    const server = aServer()
    server.strippedFor = 'master'
    const AWSCURRENT = aLogin('now', {masterarn, ssl: true})
    await expect(setOn(server, {held: {...values, AWSCURRENT}})).rejects.toThrow('which the master secret asks for')
    expect(server.log).not.toContain('master:mighty')
    await setOn(server)
    expect(server.passwords.get('app_clone')).toBe('new')
  })

  it('is refused where it is plain text, without telling it', async () => {
    await expect(setOn(aServer(), {master: 'mighty'})).rejects.toThrow(
      /^the value of the master secret is not a JSON object$/,
    )
  })
})

describe('the test of the other user', () => {
  const test = (AWSPENDING: string) =>
    alternatingUsers('two', new FakeServer({app: 'now'})).test!(aContext({values: {...values, AWSPENDING}}))

  it('passes for a copy of the current login', async () => {
    await expect(test(values.AWSCURRENT)).resolves.toBe(undefined)
  })

  it('fails where the server does not take the new password, or fails', async () => {
    await expect(test(values.AWSPENDING)).rejects.toThrow('the server rejects AWSPENDING')
    const server = aServer()
    server.failures.push(new ServerFailed('57000', false))
    await expect(alternatingUsers('two', server).test!(aContext({values}))).rejects.toThrow('the server: 57000')
  })
})

describe('the other user of a new version', () => {
  const create = (AWSCURRENT: string, env: Readonly<Record<string, string>> = {}) =>
    alternatingUsers('two', new FakeServer({})).create(
      aContext({values: {AWSCURRENT}, env, send: () => ({RandomPassword: 'drawn'})}),
    )

  it('is the clone of a user, and of the clone the user', async () => {
    expect((await create(values.AWSCURRENT))?.value.open()).toBe(aLogin('drawn', {username: 'app_clone', masterarn}))
    expect(otherUser('app_clone')).toBe('app')
  })

  it('is not made for a name that the server would cut', async () => {
    await expect(create(aLogin('now', {username: 'fifteen-letters', masterarn}))).rejects.toThrow('more than 20 bytes')
  })

  it('wants a master secret, in the value or as a setting', async () => {
    await expect(create(aLogin('now'))).rejects.toThrow('AWSCURRENT has no field masterarn')
    expect((await create(aLogin('now'), {MASTER_ARN: masterarn}))?.value.open()).toBe(
      aLogin('drawn', {username: 'app_clone'}),
    )
  })
})
