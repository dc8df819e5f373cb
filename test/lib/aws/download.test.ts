import {createServer, type RequestListener, type Server} from 'node:http'
import {afterEach, describe, expect, it} from 'vitest'
import {download} from '../../../src/lib/aws/download.ts'
import {closed, listening, startProxy} from '../../support/local-proxy.ts'

const signed = '/key/fn.zip?X-Amz-Signature=hunter2&x=a%2Fb'
let server: Server | undefined

afterEach(async () => {
  if (server !== undefined) await closed(server)
  server = undefined
})

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  return `http://127.0.0.1:${await listening(server)}${signed}`
}

const fetched = (url: string, env: Record<string, string> = {}): Promise<Uint8Array> =>
  download(url, {what: 'The code', mostBytes: 1000, env, profile: undefined})

describe('a package behind a presigned URL', () => {
  it('is fetched with its query as it was signed, and without credentials', async () => {
    let asked: unknown
    const url = await serve(({method, url: path, headers}, response) => {
      asked = {method, path, authorization: headers.authorization}
      response.end('zip')
    })
    expect(Buffer.from(await fetched(url)).toString()).toBe('zip')
    expect(asked).toEqual({method: 'GET', path: signed, authorization: undefined})
  })

  it.each([
    ['a refusal', 403, '', 'its address answered HTTP 403'],
    ['a redirect', 302, '', 'its address answered HTTP 302'],
    ['more than a package can be', 200, 'x'.repeat(1001), 'it is larger than 0 MB'],
  ])('is not taken from %s, and the URL is not shown', async (_what, status, body, reason) => {
    const url = await serve((_request, response) => response.writeHead(status, {location: '/elsewhere'}).end(body))
    await expect(fetched(url)).rejects.toMatchObject({
      code: 'CODE_NOT_FETCHED',
      exit: 1,
      message: `The code could not be fetched: ${reason}.`,
      hint: expect.not.stringContaining('hunter2'),
    })
  })

  it('is not fetched in clear from another machine', async () => {
    await expect(fetched(`http://bucket.example${signed}`)).rejects.toMatchObject({
      code: 'INSECURE_ENDPOINT',
      exit: 2,
      message: 'The code is not fetched: http://bucket.example is not encrypted and not on this machine.',
    })
  })

  it.each([`file://${signed}`, 'nonsense'])('is not fetched from %s', async url => {
    await expect(fetched(url)).rejects.toMatchObject({code: 'CODE_NOT_FETCHED'})
  })

  it('takes the proxy that other calls take', async () => {
    await using proxy = await startProxy({target: 1, refusal: 403})
    const env = {HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`}
    await expect(fetched(`https://bucket.example${signed}`, env)).rejects.toMatchObject({code: 'PROXY_REFUSED'})
    expect(proxy.asked).toEqual(['CONNECT bucket.example:443'])
  })
})
