import {request as httpRequest, type IncomingHttpHeaders} from 'node:http'

import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

describe('who may speak to the sandbox', () => {
  let sandbox: TestSandbox
  beforeEach(async () => {
    sandbox = await startTestSandbox()
  })
  afterEach(() => sandbox.stop())

  const send = (path: string, headers: Record<string, string>, host = '127.0.0.1'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = httpRequest({host, port: sandbox.port, path, method: 'GET', headers}, response => {
        let body = ''
        response.on('data', chunk => (body += String(chunk)))
        response.on('end', () => resolve({status: response.statusCode ?? 0, headers: response.headers, body}))
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
  const token = () => ({authorization: `Bearer ${sandbox.controlToken}`})

  for (const path of ['/', '/_secrot/clock', '/2015-03-31/functions', '/_target/appsync/some/graphql']) {
    describe(`at ${path}`, () => {
      it.each([
        ['evil.example', 'another name'],
        ['127.0.0.1', 'no port'],
        ['127.0.0.1:1', 'another port'],
        ['127.0.0.1.evil.example', 'a name that only begins well'],
        ['localhost:80@evil', 'credentials in the name'],
      ])('refuses the Host %s: %s', async host => {
        await expect(send(path, {...token(), host})).resolves.toMatchObject({
          status: 403,
          body: 'The Host header does not name this listener.\n',
        })
      })

      it.each(['https://evil.example', 'null', ''])('refuses any Origin, %j too', async origin => {
        await expect(send(path, {...token(), origin})).resolves.toMatchObject({status: 403})
      })

      it('refuses its own address as an Origin', async () => {
        await expect(send(path, {...token(), origin: sandbox.url})).resolves.toMatchObject({status: 403})
      })

      it.each(['none', 'same-origin', 'cross-site'])('refuses Sec-Fetch-Site: %s', async site => {
        await expect(send(path, {...token(), 'sec-fetch-site': site})).resolves.toMatchObject({status: 403})
      })

      it('never sends CORS headers', async () => {
        const answers = await Promise.all([
          send(path, token()),
          send(path, {...token(), origin: 'https://evil.example'}),
          send(path, {...token(), 'access-control-request-method': 'POST'}),
        ])
        const names = answers.flatMap(({headers}) => Object.keys(headers))
        expect(names.filter(name => name.startsWith('access-control-'))).toEqual([])
      })
    })
  }

  it('answers under every loopback name', async () => {
    for (const [name, host] of [
      ['localhost', '127.0.0.1'],
      ['127.0.0.1', '127.0.0.1'],
      ['[::1]', '::1'],
    ] as const) {
      const headers = {...token(), host: `${name}:${sandbox.port}`}
      await expect(send('/_secrot/clock', headers, host)).resolves.toMatchObject({status: 200})
    }
  })

  it.each([
    ['no token', {}],
    ['a wrong token', {authorization: 'Bearer wrong'}],
    ['an empty token', {authorization: 'Bearer '}],
    ['the word alone', {authorization: 'Bearer'}],
  ])('refuses %s on every control path, known or not', async (_case, headers: Record<string, string>) => {
    for (const path of ['/_secrot/', '/_secrot/clock', '/_secrot/record', '/_secrot/no-such']) {
      await expect(send(path, headers)).resolves.toMatchObject({status: 401})
    }
  })

  it('makes up other credentials at each start', async () => {
    await using other = await startTestSandbox()
    expect(other.credentials).not.toEqual(sandbox.credentials)
    expect(other.controlToken).not.toBe(sandbox.controlToken)
  })

  it('listens on loopback only', async () => {
    const {networkInterfaces} = await import('node:os')
    const outside = Object.values(networkInterfaces())
      .flatMap(addresses => addresses ?? [])
      .filter(({internal, family}) => !internal && family === 'IPv4')
    for (const {address} of outside) {
      const headers = {...token(), host: `127.0.0.1:${sandbox.port}`}
      await expect(send('/_secrot/clock', headers, address)).rejects.toThrow(/ECONNREFUSED/)
    }
  })
})
