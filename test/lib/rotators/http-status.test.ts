import {createServer, type IncomingHttpHeaders, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, it} from 'vitest'
import {statusOf} from '../../../src/lib/rotators/http-status.ts'

async function answering(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>(resolve => void server.close(() => resolve()))
    },
  }
}

const get = {method: 'GET', headers: {}}

describe('the status of an answer', () => {
  it('is told as soon as it is there, though the answer never ends', async () => {
    await using endless = await answering((_, response) => void response.writeHead(401).write('and so on'))
    expect(await statusOf(endless.url, get, 1000)).toBe(401)
  })

  it('is that of a redirection, which is not followed', async () => {
    let asked = 0
    await using elsewhere = await answering((_, response) => {
      asked += 1
      response.writeHead(302, {location: '/other'}).end()
    })
    expect([await statusOf(elsewhere.url, get, 1000), asked]).toEqual([302, 1])
  })

  it.each([
    ['TimeoutError', 'nobody answers', () => {}],
    ['ECONNRESET', 'the connection is cut', (request: {destroy(): void}) => request.destroy()],
  ])('is %s where %s', async (name, _, listener) => {
    await using silent = await answering(listener)
    expect(await statusOf(silent.url, get, 100)).toBe(name)
  })

  it('is the reason where nobody is there, and where no request can be made', async () => {
    expect(await statusOf('http://127.0.0.1:1/', get, 1000)).toBe('ECONNREFUSED')
    expect(await statusOf('http://127.0.0.1:1/', {method: 'GET', headers: {'x y': '1'}}, 1000)).toBe(
      'ERR_INVALID_HTTP_TOKEN',
    )
  })
})

it('a request without a name of its client carries one, and keeps its own', async () => {
  const seen: IncomingHttpHeaders[] = []
  await using server = await answering((request, response) => {
    seen.push(request.headers)
    response.end()
  })
  await statusOf(server.url, {method: 'POST', headers: {}, body: 'ä'}, 1000)
  await statusOf(server.url, {method: 'POST', headers: {'User-Agent': 'shop/1', Accept: 'text/plain'}}, 1000)
  expect(seen).toMatchObject([
    {'user-agent': 'secrot', accept: '*/*', 'content-length': '2'},
    {'user-agent': 'shop/1', accept: 'text/plain', 'content-length': '0'},
  ])
})
