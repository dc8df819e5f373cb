import {rmSync, writeFileSync} from 'node:fs'
import {createServer as createHttpServer} from 'node:http'
import {createServer} from 'node:https'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type Certificate, selfSigned} from '../support/certificate.ts'
import {closed, listening, type LocalProxyOptions, startProxy} from '../support/local-proxy.ts'
import {runSecrot} from '../support/run-secrot.ts'

const host = 'secretsmanager.eu-central-1.amazonaws.com'
const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-AbCdEf'
const login = 'ana:hunter2'

let certificate: Certificate
let stop: () => Promise<void>
let secure: number
let plain: number

/** Two servers that answer as Secrets Manager does to DescribeSecret. */
beforeAll(async () => {
  certificate = selfSigned([host])
  const answer = JSON.stringify({ARN: arn, Name: 'prod/api', VersionIdsToStages: {v1: ['AWSCURRENT']}, CreatedDate: 1})
  const listener: Parameters<typeof createHttpServer>[1] = (_, reply) => {
    reply.writeHead(200, {'content-type': 'application/x-amz-json-1.1'}).end(answer)
  }
  const servers = [createServer(certificate, listener), createHttpServer(listener)] as const
  secure = await listening(servers[0])
  plain = await listening(servers[1])
  stop = async () => {
    await Promise.all(servers.map(closed))
  }
})

afterAll(async () => {
  await stop()
  rmSync(certificate.folder, {recursive: true})
})

function status(env: Readonly<Record<string, string>>, ...flags: string[]) {
  const keys = {AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', NO_PROXY: ''}
  return runSecrot(['status', 'prod/api', '--region', 'eu-central-1', ...flags], {env: {...keys, ...env}})
}

/** A run whose HTTPS_PROXY is a proxy on this machine with these options. */
async function throughProxy(options: Partial<LocalProxyOptions>, env: Record<string, string> = {}, given = '') {
  await using proxy = await startProxy({target: secure, ...options})
  const HTTPS_PROXY = `http://${given}127.0.0.1:${proxy.port}`
  const run = await status({AWS_CA_BUNDLE: certificate.file, HTTPS_PROXY, ...env})
  return {run, asked: [...proxy.asked], logins: [...proxy.logins], port: proxy.port}
}

describe('through a proxy', () => {
  it('reaches https by a tunnel, trusting the CA of AWS_CA_BUNDLE', async () => {
    const {run, asked} = await throughProxy({})
    expect(run).toMatchObject({exitCode: 0, stdout: expect.stringContaining('prod/api')})
    expect([...new Set(asked)]).toEqual([`CONNECT ${host}:443`])
  })

  it('takes ca_bundle of the profile as well', async () => {
    const config = join(certificate.folder, 'config')
    writeFileSync(config, `[default]\nca_bundle = ${certificate.file}\n`)
    const {run} = await throughProxy({}, {AWS_CA_BUNDLE: '', AWS_CONFIG_FILE: config})
    expect(run.exitCode).toBe(0)
  })

  it('trusts no other CA', async () => {
    const {run} = await throughProxy({}, {AWS_CA_BUNDLE: ''})
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(run.stderr).toContain('AWS_CA_BUNDLE=FILE')
  })

  it('reaches http by requests for the whole URL', async () => {
    await using proxy = await startProxy({target: plain, login})
    const HTTP_PROXY = `http://${login}@127.0.0.1:${proxy.port}`
    const run = await status({HTTP_PROXY}, '--endpoint-url', 'http://aws.example:4566', '--allow-insecure-endpoint')
    expect(run).toMatchObject({exitCode: 0, stdout: expect.stringContaining('prod/api')})
    expect([...new Set(proxy.asked)]).toEqual(['POST http://aws.example:4566/'])
    expect(proxy.logins[0]).toBe(login)
  })

  it('signs in with the user and the password of the URL', async () => {
    const {run, logins} = await throughProxy({login}, {}, `${login}@`)
    expect(run.exitCode).toBe(0)
    expect(logins[0]).toBe(login)
  })

  it.each([
    ['0.0.0.0', 0],
    ['example.com', 1],
  ])('where NO_PROXY is %s, asks it for 0.0.0.0 %d times', async (NO_PROXY, times) => {
    await using proxy = await startProxy({target: plain})
    const env = {NO_PROXY, HTTP_PROXY: `http://127.0.0.1:${proxy.port}`}
    // Leads to this machine and yet is no loopback address, which would go past the proxy in any case.
    const run = await status(env, '--endpoint-url', `http://0.0.0.0:${plain}`, '--allow-insecure-endpoint')
    expect(run.exitCode).toBe(0)
    expect(proxy.asked).toHaveLength(times)
  })
})

describe('a proxy that does not do its work', () => {
  it('is named when it is down, without its password', async () => {
    const run = await status({HTTPS_PROXY: `http://${login}@127.0.0.1:1`, DEBUG: '*'}, '--json')
    expect(run.exitCode).toBe(1)
    expect(run.json).toMatchObject({
      error: {code: 'UNREACHABLE', message: expect.stringContaining('the proxy http://127.0.0.1:1 ')},
    })
    expect(run.stdout + run.stderr).not.toContain('hunter2')
  })

  it('is named when it wants a login, without the one that was given', async () => {
    const {run, port} = await throughProxy({login: 'ana:another'}, {}, `${login}@`)
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toContain(
      `PROXY_REFUSED: The proxy http://127.0.0.1:${port} refused the way to ${host} (HTTP 407)`,
    )
    expect(run.stderr).not.toContain('hunter2')
  })

  it('is named when it wants a login for http', async () => {
    await using proxy = await startProxy({target: plain, login})
    const env = {HTTP_PROXY: `http://127.0.0.1:${proxy.port}`}
    const run = await status(env, '--endpoint-url', 'http://aws.example', '--allow-insecure-endpoint')
    expect(run).toMatchObject({exitCode: 1, stderr: expect.stringContaining('PROXY_REFUSED')})
  })

  it('is named when it refuses the host', async () => {
    const {run} = await throughProxy({refusal: 403})
    expect(run).toMatchObject({exitCode: 1, stderr: expect.stringContaining(`add ${host} to NO_PROXY`)})
  })
})

describe('AWS_CA_BUNDLE', () => {
  it.each([
    ['nowhere.pem', 'cannot be read (ENOENT)'],
    ['key.pem', 'holds no certificate'],
  ])('%s is refused before anything is sent', async (name, reason) => {
    const {run, asked} = await throughProxy({}, {AWS_CA_BUNDLE: join(certificate.folder, name)})
    expect(run).toMatchObject({exitCode: 2, stderr: expect.stringContaining(reason)})
    expect(asked).toEqual([])
  })
})
