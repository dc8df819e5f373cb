import {describe, expect, it} from 'vitest'
import {proxyFor} from '../../../src/lib/aws/proxy.ts'

const aws = {protocol: 'https:', hostname: 'secretsmanager.eu-central-1.amazonaws.com'}
const clear = {protocol: 'http:', hostname: 'aws.example', port: 4566}
const nameFor = (to: Parameters<typeof proxyFor>[0], env: Record<string, string>) => proxyFor(to, env)?.name

describe('which proxy a request takes', () => {
  it.each([
    ['none when none is named', aws, {}, undefined],
    ['HTTPS_PROXY for https', aws, {HTTPS_PROXY: 'http://p:3128'}, 'http://p:3128'],
    [
      'https_proxy before HTTPS_PROXY',
      aws,
      {https_proxy: 'http://small:1', HTTPS_PROXY: 'http://big:1'},
      'http://small:1',
    ],
    ['HTTPS_PROXY where https_proxy is empty', aws, {https_proxy: '', HTTPS_PROXY: 'http://big:1'}, 'http://big:1'],
    ['not HTTP_PROXY for https', aws, {HTTP_PROXY: 'http://p:3128'}, undefined],
    ['HTTP_PROXY for http', clear, {HTTP_PROXY: 'http://p:3128'}, 'http://p:3128'],
    ['http_proxy for http', clear, {http_proxy: 'p:3128'}, 'http://p:3128'],
    ['ALL_PROXY where nothing else is named', aws, {ALL_PROXY: 'https://p'}, 'https://p'],
    ['its name has no password', aws, {HTTPS_PROXY: 'http://ana:hunter2@p:3128'}, 'http://p:3128'],
  ])('%s', (_, to, env, name) => {
    expect(nameFor(to, env)).toBe(name)
  })

  it.each([
    ['*', true],
    ['amazonaws.com', true],
    ['.amazonaws.com', true],
    ['*.amazonaws.com', true],
    ['AmazonAWS.com', true],
    ['example.com, amazonaws.com', true],
    ['example.com amazonaws.com', true],
    ['amazonaws.com:443', true],
    ['amazonaws.com:8443', false],
    ['aws.com', false],
    ['com.example', false],
    ['', false],
    [',', false],
    ['.', false],
  ])('NO_PROXY=%j spares Secrets Manager: %s', (noProxy, spared) => {
    const env = {HTTPS_PROXY: 'http://p:3128', NO_PROXY: noProxy}
    expect(proxyFor(aws, env) === undefined).toBe(spared)
  })

  it('reads no_proxy before NO_PROXY', () => {
    expect(nameFor(aws, {HTTPS_PROXY: 'http://p:1', no_proxy: 'amazonaws.com', NO_PROXY: 'x'})).toBeUndefined()
  })

  it.each(['127.0.0.1', 'localhost', '[::1]'])('never goes to %s through a proxy', hostname => {
    const env = {HTTP_PROXY: 'http://p:3128', HTTPS_PROXY: 'http://p:3128'}
    expect([nameFor({...clear, hostname}, env), nameFor({...aws, hostname}, env)]).toEqual([undefined, undefined])
  })

  it.each([
    ['http://ana:hunter2@', 'PROXY_MALFORMED', 'HTTPS_PROXY'],
    ['socks5://ana:hunter2@p:1080', 'PROXY_UNSUPPORTED', 'socks5://p:1080'],
  ])('%s is refused without its password', (value, code, named) => {
    let thrown: unknown
    try {
      proxyFor(aws, {HTTPS_PROXY: value})
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({code, exit: 2, message: expect.stringContaining(named)})
    expect((thrown as Error).message).not.toContain('hunter2')
  })
})
