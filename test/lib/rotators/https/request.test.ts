import {describe, expect, it} from 'vitest'
import {builtRequest} from '../../../../src/lib/rotators/https/built-request.ts'
import {planOf} from '../../../../src/lib/rotators/https/request-plan.ts'
import {aValue} from '../support/a-context.ts'

const WHERE = 'requests.test of AWSPENDING'
const url = 'https://idp.example.com/login'
const pending = aValue('{"username":"o\'hara \\"x\\"&=\\n","password":"p&\\"\\\\%{{pending.username}}"}', 'AWSPENDING')

const built = (described: object) => builtRequest(planOf({url, ...described}, WHERE), {pending})

describe('a request', () => {
  it('is a POST with JSON, whose texts hold any value whole', () => {
    const {
      method,
      headers,
      body = '',
    } = built({
      body: {user: '{{pending.username}}', nested: [{key: 'is {{pending.password}}'}], port: 1, none: null},
    })
    expect([method, headers]).toEqual(['POST', {'content-type': 'application/json'}])
    expect(JSON.parse(body)).toEqual({
      user: 'o\'hara "x"&=\n',
      nested: [{key: 'is p&"\\%{{pending.username}}'}],
      port: 1,
      none: null,
    })
  })

  it('is a form where its content type says so, encoded as one', () => {
    const headers = {'Content-Type': 'application/x-www-form-urlencoded'}
    const {body} = built({headers, body: {user: '{{pending.username}}', password: '{{pending.password}}'}})
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      user: 'o\'hara "x"&=\n',
      password: 'p&"\\%{{pending.username}}',
    })
    expect(() => built({headers, body: {port: 1}})).toThrow(`${WHERE} cannot be used: members of a form are texts`)
  })

  it('shows a value in a header, or as a login', () => {
    const {method, headers} = built({
      method: 'GET',
      headers: {'X-Api-Key': 'key={{pending.password}}'},
      basic: {username: 'app', password: '{{pending.password}}'},
    })
    expect([method, headers]).toEqual([
      'GET',
      {
        'x-api-key': 'key=p&"\\%{{pending.username}}',
        authorization: `Basic ${Buffer.from('app:p&"\\%{{pending.username}}').toString('base64')}`,
      },
    ])
  })

  it('is not sent where a value would begin another header', () => {
    const refused = () => built({headers: {'x-user': '{{pending.username}}'}})
    expect(refused).toThrow(`${WHERE} cannot be used: its header x-user cannot hold what stands there`)
  })

  it.each([
    ['{{password}}', '{{pending.FIELD}}'],
    ['{{current.password}}', '{{pending.FIELD}}'],
    ['{{pending.}}', '{{pending.FIELD}}'],
  ])('is not sent with %s in the place of a value', (text, known) => {
    expect(() => built({body: {text}})).toThrow(
      `${WHERE} cannot be used: its placeholders are ${known}, and it has another`,
    )
  })

  const refusals: readonly (readonly [why: string, described: unknown])[] = [
    ['it is not a JSON object', 'POST'],
    ['it takes method, url, headers, basic, body, accepts and nothing else', {url, path: '/x'}],
    ['its method is none of GET, HEAD, POST, PUT, PATCH, DELETE', {url, method: 'post'}],
    ['its body is not a JSON object', {url, body: 'text'}],
    ['a GET has no body', {url, method: 'GET', body: {}}],
    ['its accepts is not a list of statuses', {url, accepts: []}],
    ['its accepts is not a list of statuses', {url, accepts: ['204']}],
    ['its accepts is not a list of statuses', {url, accepts: [99]}],
    ['its headers are not names with texts', {url, headers: 'x: y'}],
    ['its headers are not names with texts', {url, headers: {'x-n': 1}}],
    ['its headers are not names with texts', {url, headers: {'x n': 'y'}}],
    ['its basic is not a username and a password', {url, basic: {username: 'app'}}],
    ['its basic is not a username and a password', {url, basic: {username: 'app', password: 'x', realm: 'y'}}],
    ...[
      undefined,
      'idp.example.com/login',
      'http://idp.example.com/login',
      'ftp://127.0.0.1/',
      'https://idp.example.com/{{pending.password}}',
      'https://idp.example.com/login?password={{pending.password}}',
      'https://{{pending.username}}.example.com/',
      'https://app:secret@idp.example.com/login',
    ].map((bad): [string, object] => ['its url is not an https:// address without user and placeholder', {url: bad}]),
  ]
  it.each(refusals)('is refused: %s: %j', (why, described) => {
    expect(() => planOf(described, WHERE)).toThrow(`${WHERE} cannot be used: ${why}`)
  })

  it.each(['http://127.0.0.1:8080/login', 'http://localhost/login', 'http://[::1]/login'])(
    'may go without encryption to this machine: %s',
    local => {
      expect(planOf({url: local}, WHERE).url.href).toBe(local)
    },
  )
})
