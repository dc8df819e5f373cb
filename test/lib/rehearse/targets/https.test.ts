import {once} from 'node:events'
import {rmSync} from 'node:fs'
import {createServer} from 'node:https'
import type {AddressInfo} from 'node:net'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'

import {httpsSetup, httpsValue} from '../../../../src/lib/rehearse/targets/https.ts'
import type {StagedTarget} from '../../../../src/lib/rehearse/targets/staged.ts'
import type {HttpsTarget} from '../../../../src/lib/rehearse/targets-declared.ts'
import type {Sandbox} from '../../../../src/lib/sandbox/index.ts'
import {type Certificate, selfSigned} from '../../../support/certificate.ts'

const nobody = {} as Sandbox
const value = (password: string) => JSON.stringify({user: 'a b/c', password})
const first = value('the "first" one ü')

describe('an HTTPS endpoint as a target', () => {
  let certificate: Certificate
  let server: ReturnType<typeof createServer>
  let declared: HttpsTarget
  let password = ''
  let trusting = false

  beforeAll(async () => {
    certificate = selfSigned(['localhost'])
    server = createServer(certificate, (request, response) => {
      const body: Buffer[] = []
      request.on('data', (bytes: Buffer) => body.push(bytes))
      request.on('end', () => {
        const asked = JSON.parse(Buffer.concat(body).toString() || '{}') as {password?: string}
        if (request.method === 'PUT' && request.url === '/v1/users/a%20b%2Fc') {
          password = asked.password ?? ''
          response.writeHead(204).end()
        } else response.writeHead(trusting || asked.password === password ? 204 : 401).end()
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const headers = {'content-type': 'application/json'}
    const body = '{"password":"{{password}}"}'
    declared = {
      kind: 'https',
      url: `https://localhost:${(server.address() as AddressInfo).port}/v1/`,
      check: {method: 'POST', path: '/logins/{{user}}', headers, body, accepts: [204]},
      reset: {method: 'PUT', path: '/users/{{user}}', headers, body},
    }
  })

  beforeEach(() => {
    trusting = false
  })

  afterAll(async () => {
    server.close()
    await once(server, 'close')
    rmSync(certificate.folder, {recursive: true})
  })

  const staged = (): StagedTarget | Promise<StagedTarget> =>
    httpsSetup(declared, first, certificate.cert)(nobody, 'first')

  it('is set to the first value, and takes no other', async () => {
    const {target} = await staged()
    expect(await target.standing(first)).toEqual({acceptedNow: true, active: true})
    expect(await target.standing(value('another'))).toEqual({acceptedNow: false, active: false})
  })

  it('is another one once its value was changed, and the same after it was set back', async () => {
    const stage = await staged()
    const {target} = stage
    const before = await target.state()
    await target.honour?.(value('another'))
    expect((await target.standing(value('another'))).acceptedNow).toBe(true)
    expect(await target.state()).not.toBe(before)
    await stage.begin()
    expect(await target.state()).toBe(before)
  })

  it('refuses a value that is blocked and takes the first one again', async () => {
    const {target} = await staged()
    await target.honour?.(value('another'))
    await target.block(value('another'), true)
    expect([(await target.standing(value('another'))).acceptedNow, (await target.standing(first)).acceptedNow]).toEqual(
      [false, true],
    )
    await target.lockOut?.()
    expect((await target.standing(first)).acceptedNow).toBe(false)
  })

  it('cannot be played on when it takes any value', async () => {
    trusting = true
    await expect(staged()).rejects.toThrow('it takes any value')
  })

  it('cannot be played on when it does not answer, which is no bug', async () => {
    const away = {...declared, url: 'https://localhost:1/'}
    await expect(httpsSetup(away, first, certificate.cert)(nobody, 'first')).rejects.toMatchObject({
      code: 'TARGET_UNUSABLE',
      exit: 2,
      message: expect.stringMatching(/^https:\/\/localhost:1\/ cannot be a target: connect ECONNREFUSED .+:1\.$/),
    })
  })

  it('cannot be played on when its certificate is not trusted, or it refuses to be set back', async () => {
    await expect(httpsSetup(declared, first)(nobody, 'first')).rejects.toMatchObject({code: 'TARGET_UNUSABLE'})
    password = 'of somebody else'
    const {reset} = declared
    const refusing = {...declared, ...(reset === undefined ? {} : {reset: {...reset, path: '/nowhere'}})}
    await expect(httpsSetup(refusing, first, certificate.cert)(nobody, 'first')).rejects.toThrow(
      'cannot be a target: it answered 401 to the request that sets it back.',
    )
  })

  it('is no model when nothing sets it back', async () => {
    const {reset: _reset, ...once} = declared
    const {target} = await httpsSetup(once, first, certificate.cert)(nobody, 'first')
    expect(target.hasModel).toBe(false)
  })

  it('has a value with what its requests want, where nobody gave one', () => {
    expect(JSON.parse(httpsValue(declared))).toEqual({
      url: declared.url,
      user: '{{user}}',
      password: '{{password}}',
    })
  })
})
