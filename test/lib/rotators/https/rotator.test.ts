import {describe, expect, it} from 'vitest'
import {https} from '../../../../src/lib/rotators/https/rotator.ts'
import type {RotatorContext} from '../../../../src/lib/rotators/rotator.ts'
import {aContext} from '../support/a-context.ts'
import {anEndpoint, aRotationAt, valueAt} from './support/an-endpoint.ts'

const set = (context: RotatorContext) => https.set!(context)
const test = (context: RotatorContext) => https.test!(context)

describe('a new password', () => {
  it('takes the place of the old one, and nothing else of the value changes', async () => {
    await using endpoint = await anEndpoint()
    const current = valueAt(endpoint.host, 'old', {port: 5432})
    const draws = ['old', 'drawn']
    const asked: object[] = []
    const send = ({input}: {readonly input: object}) => ({RandomPassword: draws[asked.push(input) - 1]})
    const proposal = await https.create(aContext({values: {AWSCURRENT: current}, send}))
    expect(proposal?.value.open()).toBe(valueAt(endpoint.host, 'drawn', {port: 5432}))
    expect(asked[0]).toEqual({PasswordLength: 32, ExcludeCharacters: '/@"\'\\'})
  })

  it('is not made where the endpoint says yes to one that nobody has set', async () => {
    await using endpoint = await anEndpoint({answers: {'/login': [204]}})
    const send = () => ({RandomPassword: 'drawn'})
    await expect(https.create(aContext({values: {AWSCURRENT: valueAt(endpoint.host, 'old')}, send}))).rejects.toThrow(
      `${endpoint.host} says yes to a password that nobody has set, so its test tells nothing`,
    )
    expect(endpoint.paths()).toEqual(['/login'])
  })

  it.each([
    ['{"password":"old"}', 'AWSCURRENT has no field requests; REQUESTS_FIELD can name another one'],
    ['{"requests":{}}', 'AWSCURRENT has no field password'],
    ['old', 'the value of AWSCURRENT is not a JSON object'],
    [
      '{"password":"old","requests":"x"}',
      'field requests of AWSCURRENT is not a JSON object with test, and set where it is needed',
    ],
    [
      '{"password":"old","requests":{"test":{},"check":{}}}',
      'field requests of AWSCURRENT is not a JSON object with test, and set where it is needed',
    ],
    [
      '{"password":"old","requests":{"test":{"url":"https://a.example","body":{"key":"{{pending.pin}}"}}}}',
      'requests.test of AWSCURRENT cannot be used: it has no {{pending.password}}',
    ],
    [
      '{"password":"old","requests":{"test":{"url":"https://a.example","body":{"a":"{{pending.password}} {{pending.user}}"}}}}',
      'field user of AWSCURRENT is not a text',
    ],
    [
      '{"password":"old","requests":{"test":{"url":"https://a.example","body":{"a":"{{pending.password}} {{current.password}}"}}}}',
      'requests.test of AWSCURRENT cannot be used: its placeholders are {{pending.FIELD}}, and it has another',
    ],
  ])('is not made for a value that cannot be used: %s', async (current, reason) => {
    await expect(https.create(aContext({values: {AWSCURRENT: current}}))).rejects.toThrow(reason)
  })
})

describe('setSecret', () => {
  it('has the endpoint take the new password, shown the one that it takes still', async () => {
    await using endpoint = await anEndpoint()
    await set(aRotationAt(endpoint.host))
    expect([endpoint.password(), endpoint.paths()]).toEqual(['new', ['/login', '/login', '/password']])
    expect(endpoint.asked.at(-1)?.body).toBe('{"user":"app","password":"old","newPassword":"new"}')
  })

  it('changes nothing where the endpoint takes the new one already', async () => {
    await using endpoint = await anEndpoint({password: 'new'})
    await set(aRotationAt(endpoint.host))
    expect(endpoint.paths()).toEqual(['/login'])
  })

  it('goes on from AWSPREVIOUS where the endpoint is one version behind', async () => {
    await using endpoint = await anEndpoint({password: 'older'})
    await set(aRotationAt(endpoint.host, {AWSPREVIOUS: valueAt(endpoint.host, 'older')}))
    expect(endpoint.password()).toBe('new')
  })

  it('fails and changes nothing where the endpoint takes no version', async () => {
    await using endpoint = await anEndpoint({password: 'set by hand'})
    await expect(set(aRotationAt(endpoint.host))).rejects.toThrow(
      `${endpoint.host} takes none of AWSPENDING, AWSCURRENT and AWSPREVIOUS`,
    )
    expect(endpoint.paths()).toEqual(['/login', '/login'])
  })

  it.each([
    ['another login', (host: string) => valueAt(host, 'new', {username: 'somebody-else'})],
    ['another endpoint', () => valueAt('127.0.0.1:1', 'new')],
  ])('asks nobody where AWSPENDING is of %s', async (_, pending) => {
    await using endpoint = await anEndpoint()
    await expect(set(aRotationAt(endpoint.host, {AWSPENDING: pending(endpoint.host)}))).rejects.toThrow(
      'AWSPENDING and AWSCURRENT differ in more than the password',
    )
    expect(endpoint.asked).toEqual([])
  })

  it.each([
    ['of another login', (host: string) => valueAt(host, 'older', {username: 'somebody-else'})],
    ['broken', () => '{"half'],
  ])('shows nobody the password of an AWSPREVIOUS that is %s', async (_, previous) => {
    await using endpoint = await anEndpoint({password: 'older'})
    const rotation = aRotationAt(endpoint.host, {AWSPREVIOUS: previous(endpoint.host)})
    await expect(set(rotation)).rejects.toThrow('takes none of')
    expect(endpoint.asked.some(({body}) => body.includes('older'))).toBe(false)
  })

  it('finds a change whose answer was lost, and makes it once', async () => {
    await using endpoint = await anEndpoint({answers: {'/password': [0]}})
    await set(aRotationAt(endpoint.host))
    expect([endpoint.password(), endpoint.paths()]).toEqual(['new', ['/login', '/login', '/password', '/login']])
  })

  it('tries again where the endpoint is busy, and waits longer each time', async () => {
    await using endpoint = await anEndpoint({answers: {'/login': [429, 503], '/password': [503]}})
    const rotation = aRotationAt(endpoint.host)
    await set(rotation)
    expect([endpoint.password(), rotation.clock.now()]).toEqual(['new', 250 + 500 + 250])
  })

  it('is done where another invocation was faster', async () => {
    await using endpoint = await anEndpoint({answers: {'/login': [401, 204, 204], '/password': [401]}})
    await set(aRotationAt(endpoint.host))
    expect(endpoint.paths()).toEqual(['/login', '/login', '/password', '/login'])
  })

  it('fails with the status where the endpoint refuses the change', async () => {
    await using endpoint = await anEndpoint({answers: {'/password': [400]}})
    await expect(set(aRotationAt(endpoint.host))).rejects.toThrow(
      `${endpoint.host} does not take the new password: 400`,
    )
  })

  it('gives up an endpoint that refuses nothing and takes nothing', async () => {
    const busy = Array.from({length: 9}, () => 503)
    await using endpoint = await anEndpoint({answers: {'/password': busy}})
    await expect(set(aRotationAt(endpoint.host))).rejects.toThrow('does not take the new password: 503')
    expect(endpoint.paths().filter(path => path === '/password').length).toBe(5)
  })

  it('has nothing to do where the endpoint learns of a value by itself', async () => {
    const {requests, ...rest} = JSON.parse(valueAt('127.0.0.1:1', 'old')) as {requests: {test: object}}
    const value = (password: string) => JSON.stringify({...rest, password, requests: {test: requests.test}})
    const values = {AWSCURRENT: value('old'), AWSPENDING: value('new')}
    await expect(set(aContext({values}))).resolves.toBe(undefined)
  })
})

describe('testSecret', () => {
  it('passes where the endpoint takes the new password, and changes nothing', async () => {
    await using endpoint = await anEndpoint({password: 'new'})
    await test(aRotationAt(endpoint.host))
    expect(endpoint.asked.map(({method, path, body}) => [method, path, body])).toEqual([
      ['POST', '/login', '{"user":"app","password":"new"}'],
    ])
  })

  it('fails where the endpoint rejects it, without a byte of it', async () => {
    await using endpoint = await anEndpoint()
    await expect(test(aRotationAt(endpoint.host))).rejects.toThrow(`${endpoint.host} rejects AWSPENDING: 401`)
  })

  it('takes the statuses of accepts for a yes, and no other', async () => {
    await using endpoint = await anEndpoint({password: 'new', answers: {'/login': [200]}})
    await expect(test(aRotationAt(endpoint.host))).rejects.toThrow('rejects AWSPENDING: 200')
  })

  it('follows no redirection', async () => {
    await using endpoint = await anEndpoint({password: 'new', answers: {'/login': [302]}})
    await expect(test(aRotationAt(endpoint.host))).rejects.toThrow('rejects AWSPENDING: 302')
    expect(endpoint.paths()).toEqual(['/login'])
  })

  it('fails where the endpoint gives no answer, and says what it got', async () => {
    const cuts = Array.from({length: 9}, () => 0)
    await using endpoint = await anEndpoint({answers: {'/login': cuts}})
    const why = /gives no answer to the test: (UND_ERR_SOCKET|ECONNRESET)$/
    await expect(test(aRotationAt(endpoint.host))).rejects.toThrow(why)
    expect(endpoint.paths().length).toBe(5)
  })

  it('fails where AWSPENDING is of another login', async () => {
    await using endpoint = await anEndpoint({password: 'new'})
    const pending = valueAt(endpoint.host, 'new', {username: 'somebody-else'})
    await expect(test(aRotationAt(endpoint.host, {AWSPENDING: pending}))).rejects.toThrow('differ in more than')
  })
})
