import {describe, expect, it} from 'vitest'

import {aBench, aFunction, errorOf} from './support/bench.ts'

const resultOf = async (bench: ReturnType<typeof aBench>, body: string, imports = '') => {
  const fn = aFunction({'index.mjs': `${imports}\nexport const handler = async event => { ${body} }`})
  return JSON.parse((await bench.run(fn)).answer.payload) as Record<string, unknown>
}

describe('time inside a Node function', () => {
  it('is the time of the sandbox on every clock', async () => {
    const startAt = Date.UTC(2031, 5, 1)
    await using bench = aBench({clock: {startAt}})

    const seen = await resultOf(
      bench,
      `return {
        now: Date.now(), date: new Date().getTime(), text: Date(), origin: performance.timeOrigin + performance.now(),
        fixed: new Date(0).toISOString(), made: new (new Date().constructor)().getFullYear(),
        is: new Date() instanceof Date, utc: Date.UTC(2000, 0)
      }`,
    )

    for (const clock of ['now', 'date', 'origin']) {
      expect(Math.abs(Number(seen[clock]) - startAt)).toBeLessThan(60_000)
    }
    expect(seen).toMatchObject({fixed: '1970-01-01T00:00:00.000Z', made: 2031, is: true, utc: Date.UTC(2000, 0)})
    expect(seen['text']).toContain('2031')
  })

  it('moves with the sandbox while a worker is warm', async () => {
    await using bench = aBench()
    const fn = aFunction({'index.mjs': 'export const handler = async () => [Date.now(), performance.now()]'})
    const times = async () => JSON.parse((await bench.run(fn)).answer.payload) as [number, number]
    const before = await times()

    await bench.clock.advance(30 * 86_400_000)

    const after = await times()
    expect(bench.sessions).toHaveLength(2)
    expect(after[0] - before[0]).toBeGreaterThanOrEqual(30 * 86_400_000)

    await bench.clock.advance(3_600_000)
    const later = await times()
    expect(bench.sessions).toHaveLength(2)
    expect(later[0] - after[0]).toBeGreaterThanOrEqual(3_600_000)
    expect(later[1] - after[1]).toBeGreaterThanOrEqual(3_600_000)
  })
})

describe('the network of a Node function', () => {
  it.each([
    ['fetch', "await fetch('https://secretsmanager.eu-central-1.amazonaws.com')"],
    ['net', "await new Promise((_, no) => net.connect(443, '10.1.2.3').on('error', no))"],
    ['https', "await new Promise((_, no) => https.get('https://example.com').on('error', no))"],
  ])('refuses other machines: %s', async (_what, statement) => {
    await using bench = aBench()

    const seen = await resultOf(
      bench,
      `try { ${statement} } catch (error) { return {code: error.code ?? error.cause.code, message: (error.cause ?? error).message} }`,
      "import net from 'node:net'; import https from 'node:https'",
    )

    expect(seen['code']).toBe('ESANDBOX')
    expect(seen['message']).toMatch(
      /^secrot sandbox: the connection to \S+ was refused; a function here reaches loopback only/,
    )
  })
})

describe('a host that a Node function may reach', () => {
  it('is reached, and no other', async () => {
    await using bench = aBench({allowedHosts: ['0.0.0.0']})

    const seen = await resultOf(
      bench,
      `const codeOf = host => new Promise(done => net.connect(1, host).on('error', ({code}) => done(code)))
      return {allowed: await codeOf('0.0.0.0'), other: await codeOf('0.0.0.1'), variable: process.env.SECROT_ALLOWED_HOSTS ?? 'none'}`,
      "import net from 'node:net'",
    )

    expect(seen).toEqual({allowed: 'ECONNREFUSED', other: 'ESANDBOX', variable: 'none'})
  })
})

describe('the certificates that Node knows', () => {
  const knows = {'index.mjs': `export const handler = async () => !process.execArgv.includes('--use-openssl-ca')`}

  it.each([
    ['are not read where a function reaches this machine alone', [], {}, 'false'],
    ['are read where it may reach another host', ['example.org'], {}, 'true'],
    ['are read where it names others itself, which OpenSSL would take', [], {SSL_CERT_FILE: '/certs.pem'}, 'true'],
  ] as const)('%s', async (_, allowedHosts, variables, answer) => {
    await using bench = aBench({allowedHosts})
    const {payload} = (await bench.run({...aFunction(knows), variables})).answer
    expect(payload).toBe(answer)
  })
})

describe('the AWS SDK of a Node function', () => {
  it.each([
    [
      'require',
      {
        'index.cjs':
          "const {SecretsManagerClient: C} = require('@aws-sdk/client-secrets-manager'); exports.handler = async () => typeof C",
      },
    ],
    [
      'import',
      {
        'index.mjs':
          "import {SecretsManagerClient as C} from '@aws-sdk/client-secrets-manager'; export const handler = async () => typeof C",
      },
    ],
    [
      'import of a part of it',
      {
        'index.mjs':
          "import {SignatureV4 as C} from '@smithy/signature-v4'; export const handler = async () => typeof C",
      },
    ],
    [
      'import inside the handler',
      {'index.mjs': "export const handler = async () => typeof (await import('@aws-sdk/client-lambda')).LambdaClient"},
    ],
  ])('is there for %s', async (_what, files) => {
    await using bench = aBench()

    expect((await bench.run(aFunction(files))).answer.payload).toBe('"function"')
  })

  it('is the one of the package where the package has one', async () => {
    await using bench = aBench()
    const fn = aFunction({
      'node_modules/@aws-sdk/client-secrets-manager/package.json': '{"main": "own.js"}',
      'node_modules/@aws-sdk/client-secrets-manager/own.js': "exports.mine = 'own copy'",
      'index.js': "exports.handler = async () => require('@aws-sdk/client-secrets-manager').mine",
    })

    expect((await bench.run(fn)).answer.payload).toBe('"own copy"')
  })

  it.each([
    [
      'nodejs24.x',
      '@aws-sdk/client-braket',
      /'@aws-sdk\/client-braket' \(provided by Lambda, not here: add @aws-sdk\/client-braket to the package/,
    ],
    ['nodejs16.x', 'aws-sdk', /'aws-sdk' \(provided by Lambda, not here/],
    // Newer runtimes have no version 2 on Lambda either.
    ['nodejs24.x', 'aws-sdk', /^Error: Cannot find module 'aws-sdk'\n/],
  ])('on %s names %s when it is missing', async (runtime, name, message) => {
    await using bench = aBench()
    const fn = aFunction({'index.js': `require('${name}'); exports.handler = async () => 1`}, {runtime})

    const error = errorOf(await bench.run(fn))

    expect(error.errorType).toBe('Runtime.ImportModuleError')
    expect(error.errorMessage).toMatch(message)
  })

  it('goes to the sandbox when it is too old to know AWS_ENDPOINT_URL', async () => {
    await using bench = aBench({url: 'http://127.0.0.1:4566'})
    // The shapes of @aws-sdk/smithy-client 3.100 and of aws-sdk 2.1400 around the point that decides the endpoint.
    const fn = aFunction({
      'node_modules/@aws-sdk/smithy-client/dist-cjs/client.js': `class Client {
        constructor(config) { this.config = config; this.added = []; this.middlewareStack = {add: m => this.added.push(m)} }
        async send() { const {hostname, port} = await this.config.endpoint(); return hostname + ':' + port }
      }
      exports.Client = Client`,
      'node_modules/aws-sdk/lib/core.js': `class Service { initialize(config) { this.endpoint = config?.endpoint ?? 'real' } }
      module.exports = {Service}`,
      'index.js': `const {Client} = require('@aws-sdk/smithy-client/dist-cjs/client.js')
      const {Service} = require('aws-sdk/lib/core.js')
      const real = async () => ({hostname: 'secretsmanager.eu-central-1.amazonaws.com', port: undefined})
      exports.handler = async () => {
        const service = new Service()
        service.initialize()
        const own = new Service()
        own.initialize({endpoint: 'http://localhost:1'})
        const custom = async () => ({hostname: 'localhost', port: 1})
        return [
          await new Client({endpoint: real, isCustomEndpoint: false}).send(),
          await new Client({endpoint: custom, isCustomEndpoint: true}).send(),
          service.endpoint, own.endpoint,
        ]
      }`,
    })

    const answer = JSON.parse((await bench.run(fn)).answer.payload) as string[]

    expect(answer).toEqual(['127.0.0.1:4566', 'localhost:1', 'http://127.0.0.1:4566', 'http://localhost:1'])
  })
})

describe('what differs from Lambda', () => {
  it('is said once at the start: another version, and layers that are not here', async () => {
    await using bench = aBench()
    const layer = 'arn:aws:lambda:eu-central-1:123456789012:layer:tools:3'
    const fn = aFunction(
      {'index.mjs': 'export const handler = async () => 1'},
      {runtime: 'nodejs20.x', layers: [layer]},
    )

    await bench.run(fn)
    await bench.run(fn)

    expect(bench.ownLines()).toEqual([
      expect.stringMatching(
        /^secrot sandbox: declared nodejs20\.x, runs on Node [\d.]+; the runtime on AWS may behave differently\.\nsecrot sandbox: these layers are not here: arn:/,
      ),
    ])
  })
})

describe('what a function leaves in its folder', () => {
  it('can be read while its worker is warm, and is gone with it', async () => {
    await using bench = aBench()
    const write = `await mkdir(join(tmpdir(), 'a')); await writeFile(join(tmpdir(), 'a', 'b.txt'), 'left')`
    const fn = aFunction({
      'index.mjs': `import {mkdir, writeFile} from 'node:fs/promises'; import {tmpdir} from 'node:os'; import {join} from 'node:path'
        export const handler = async () => { ${write} }`,
    })

    await bench.run(fn)
    expect(await bench.runner.filesOf(fn.arn)).toEqual([{path: 'a/b.txt', text: 'left'}])
    await bench.runner.endWorkers()
    expect(await bench.runner.filesOf(fn.arn)).toEqual([])
  })
})
