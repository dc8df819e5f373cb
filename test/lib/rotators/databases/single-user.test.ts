import {describe, expect, it} from 'vitest'
import {ServerFailed} from '../../../../src/lib/rotators/databases/server-failed.ts'
import {singleUser} from '../../../../src/lib/rotators/databases/single-user.ts'
import {aContext} from '../support/a-context.ts'
import {aLogin, FakeServer} from './support/fake-server.ts'

const values = {AWSPENDING: aLogin('new'), AWSCURRENT: aLogin('now'), AWSPREVIOUS: aLogin('old')}

const setOn = (server: FakeServer, held: Readonly<Record<string, string>> = values) =>
  singleUser('one', server).set!(aContext({values: held}))

describe('the new password of the only user', () => {
  it('is given by the user, once the server is seen not to take it yet', async () => {
    const server = new FakeServer({app: 'now'})
    await setOn(server)
    expect(server.log).toEqual(['app:new', 'app:now', 'app=new'])
    expect(server.openSessions).toBe(0)
  })

  it('is not given again where the server takes it', async () => {
    const server = new FakeServer({app: 'new'})
    await setOn(server)
    expect(server.log).toEqual(['app:new'])
  })

  it('is given by the login before, where the server is still there', async () => {
    const server = new FakeServer({app: 'old'})
    await setOn(server)
    expect(server.passwords.get('app')).toBe('new')
    expect(server.log.slice(-2)).toEqual(['app:old', 'app=new'])
  })

  it('is given where nobody can read the login before, which is not needed', async () => {
    const server = new FakeServer({app: 'now'})
    const context = aContext({values})
    const previous = () => Promise.reject(new Error('AccessDenied'))
    await singleUser('one', server).set!({...context, previous})
    expect(server.passwords.get('app')).toBe('new')
  })

  it('counts as given where the answer is lost and the server takes it', async () => {
    const server = new FakeServer({app: 'now'})
    server.losesReply = true
    await setOn(server)
    expect(server.log.filter(line => line === 'app=new')).toHaveLength(1)
    expect(server.openSessions).toBe(0)
  })

  it('is not given where the server takes none of the three', async () => {
    const server = new FakeServer({app: 'by hand'})
    await expect(setOn(server)).rejects.toThrow('takes none of AWSPENDING, AWSCURRENT and AWSPREVIOUS')
    await expect(setOn(server, {...values, AWSPREVIOUS: ''})).rejects.toThrow('not a text')
    expect(server.passwords.get('app')).toBe('by hand')
  })

  it.each([
    ['another user', {username: 'somebody'}],
    ['another host', {host: 'elsewhere.internal'}],
    ['another port', {port: 4321}],
  ])('is not tried for %s than the one in use', async (_, other) => {
    const server = new FakeServer({app: 'now', somebody: 'new'})
    await expect(setOn(server, {...values, AWSPENDING: aLogin('new', other)})).rejects.toThrow('name different logins')
    await expect(
      singleUser('one', server).test!(aContext({values: {...values, AWSPENDING: aLogin('new', other)}})),
    ).rejects.toThrow('name different logins')
    expect(server.log).toEqual([])
  })

  it('is not given by the login of somebody else before', async () => {
    const server = new FakeServer({app: 'by hand', somebody: 'old'})
    const AWSPREVIOUS = aLogin('old', {username: 'somebody'})
    await expect(setOn(server, {...values, AWSPREVIOUS})).rejects.toThrow('AWSPENDING and AWSPREVIOUS name different')
    expect(server.passwords.get('somebody')).toBe('old')
  })

  it('says by its code alone why the server would not', async () => {
    const server = new FakeServer({app: 'now'})
    server.failures.push(new ServerFailed('28000', false))
    await expect(setOn(server)).rejects.toThrow(/^the server: 28000$/)
    expect(server.passwords.get('app')).toBe('now')
  })
})

describe('the test of a new password', () => {
  const test = (server: FakeServer, held: Readonly<Record<string, string>> = values) =>
    singleUser('one', server).test!(aContext({values: held}))

  it('is a login with it, also where it is a copy of the current one', async () => {
    const server = new FakeServer({app: 'now'})
    await test(server, {...values, AWSPENDING: values.AWSCURRENT})
    expect(server.log).toEqual(['app:now'])
  })

  it('fails where the server takes another one', async () => {
    await expect(test(new FakeServer({app: 'now'}))).rejects.toThrow('the server rejects AWSPENDING')
  })
})

describe('a new password', () => {
  const create = (AWSCURRENT: string, env: Readonly<Record<string, string>> = {}) => {
    const asked: object[] = []
    const send = ({input}: {readonly input: object}) => {
      asked.push(input)
      return {RandomPassword: 'drawn'}
    }
    const made = singleUser('one', new FakeServer({})).create(aContext({values: {AWSCURRENT}, env, send}))
    return made.then(proposal => ({value: proposal?.value.open(), asked}))
  }

  it('takes the place of the old one, and leaves out what breaks connection strings', async () => {
    const {value, asked} = await create(aLogin('now', {port: 5, masterarn: 'stays'}))
    expect(value).toBe(aLogin('drawn', {port: 5, masterarn: 'stays'}))
    expect(asked).toEqual([{PasswordLength: 32, ExcludeCharacters: '/@"\'\\'}])
  })

  it('is drawn as the settings say', async () => {
    const {asked} = await create(aLogin('now'), {EXCLUDE_CHARACTERS: '%', PASSWORD_LENGTH: '40'})
    expect(asked).toEqual([{PasswordLength: 40, ExcludeCharacters: '%'}])
  })

  it('is not the old one', async () => {
    await expect(create(aLogin('drawn'))).rejects.toThrow('gave no value that can be used')
  })
})
