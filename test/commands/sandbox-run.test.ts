import {once} from 'node:events'
import {chmod, mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {createServer} from 'node:net'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'

import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import {refuseOldAwsCli} from '../../src/lib/operations/sandbox-aws-cli.ts'
import type {SandboxContext} from '../../src/lib/operations/sandbox-context.ts'
import {withoutAwsCli, withoutBoto3} from '../support/foreign-clients.ts'
import {secrotProcess, spawnSecrot, untilWritten} from '../support/spawn-secrot.ts'

const PRINT_ENVIRONMENT = [process.execPath, '-e', 'console.log(JSON.stringify(process.env))']

// Every test here starts processes of their own, some of them several in a row.
vi.setConfig({testTimeout: 120_000})

describe('secrot sandbox run', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrot-run-'))
  })
  afterEach(() => rm(folder, {recursive: true, force: true}))

  const run = (command: readonly string[], env: Record<string, string> = {}, flags: readonly string[] = []) =>
    secrotProcess(['sandbox', 'run', ...flags, '--', ...command], {SECROT_STATE_DIR: join(folder, 'state'), ...env})

  it.each([42])('ends with the code %i of its child', async code => {
    await expect(run([process.execPath, '-e', `process.exit(${code})`])).resolves.toMatchObject({code, stderr: ''})
  })

  it.each([['SIGKILL', 137]])('ends with 128 + n when its child dies of %s', async (signal, code) => {
    await expect(run([process.execPath, '-e', `process.kill(process.pid, '${signal}')`])).resolves.toMatchObject({code})
  })

  it('passes a signal on and waits for how the child takes it', async () => {
    const script =
      "process.on('SIGTERM', () => setTimeout(() => process.exit(9), 50)); console.log('up'); setInterval(() => {}, 1000)"
    const child = spawnSecrot(['sandbox', 'run', '--fresh', '--', process.execPath, '-e', script], {
      SECROT_STATE_DIR: folder,
    })
    await untilWritten(child.stdout, /up/)
    child.kill('SIGTERM')
    expect(await once(child, 'close')).toEqual([9, null])
  })

  it.each([
    ['sandbox run', ['sandbox', 'run', '--scenario', 'demo', '--', 'true']],
    ['demo', ['demo']],
  ])('%s ends at Ctrl-C while it builds, and leaves nothing behind', async (_, argv) => {
    const temp = join(folder, 'temp')
    await mkdir(temp)
    const child = spawnSecrot(argv, {SECROT_STATE_DIR: join(folder, 'state'), TMPDIR: temp})
    const told = text(child.stderr)
    await untilWritten(child.stderr, /Building/)
    child.kill('SIGINT')
    expect(await once(child, 'close')).toEqual([130, null])
    expect(await told).toContain('INTERRUPTED')
    expect(await readdir(temp)).toEqual([])
  })

  it('leaves the child nothing that leads out of the machine', async () => {
    const outside = {
      AWS_PROFILE: 'prod',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: 'https://secretsmanager.eu-central-1.amazonaws.com',
      AWS_CA_BUNDLE: '/x',
      aws_lower: 'x',
      HTTP_PROXY: 'http://proxy.example:1',
      https_proxy: 'http://proxy.example:1',
      ALL_PROXY: 'socks://proxy.example:1',
      KEPT: 'yes',
    }
    const {stdout} = await run(PRINT_ENVIRONMENT, outside)
    const env = JSON.parse(stdout) as Record<string, string>
    const leading = Object.keys(env).filter(name => /^aws_|_proxy$/i.test(name))
    expect(leading.sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_CONFIG_FILE',
      'AWS_DEFAULT_REGION',
      'AWS_EC2_METADATA_DISABLED',
      'AWS_ENDPOINT_URL',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SHARED_CREDENTIALS_FILE',
      'NO_PROXY',
      'no_proxy',
    ])
    expect(env).toMatchObject({KEPT: 'yes', AWS_EC2_METADATA_DISABLED: 'true', NO_PROXY: '*'})
    expect(env['AWS_ENDPOINT_URL']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  describe('with a profile, a token and a proxy set outside', () => {
    let seen: string[]
    let outside: Record<string, string>
    let stop: () => void
    beforeEach(async () => {
      seen = []
      const trap = createServer(socket => {
        socket.on('data', chunk => seen.push(String(chunk)))
        socket.on('error', error => seen.push(String(error)))
      })
      await once(trap.listen(0, '127.0.0.1'), 'listening')
      stop = () => trap.close()
      const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`
      const config = join(folder, 'config')
      await writeFile(
        config,
        `[profile prod]\nregion = us-east-1\nendpoint_url = ${url}\n[default]\nendpoint_url = ${url}\n`,
      )
      await mkdir(join(folder, '.aws'))
      await writeFile(join(folder, '.aws/config'), `[default]\nendpoint_url = ${url}\n`)
      outside = {
        HOME: folder,
        AWS_PROFILE: 'prod',
        AWS_CONFIG_FILE: config,
        AWS_SESSION_TOKEN: 'token',
        AWS_ENDPOINT_URL_STS: url,
        HTTP_PROXY: url,
        HTTPS_PROXY: url,
        http_proxy: url,
        NODE_USE_ENV_PROXY: '1',
      }
    })
    afterEach(() => stop())

    const ARN = 'arn:aws:iam::111122223333:root'

    it.skipIf(withoutAwsCli)('the AWS CLI speaks to the sandbox alone', async () => {
      const {stdout, code} = await run(['aws', 'sts', 'get-caller-identity'], outside)
      expect([code, (JSON.parse(stdout) as {Arn: string}).Arn, seen]).toEqual([0, ARN, []])
    })

    it.skipIf(withoutBoto3)('boto3 speaks to the sandbox alone', async () => {
      const script = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
      const {stdout, code} = await run(['python3', '-c', script], outside)
      expect([code, stdout.trim(), seen]).toEqual([0, ARN, []])
    })

    it('the JavaScript SDK speaks to the sandbox alone, by way of a running one too', async () => {
      const script =
        "const {STS} = require('@aws-sdk/client-sts'); new STS().getCallerIdentity().then(({Arn}) => console.log(Arn))"
      const command = [process.execPath, '-e', script]
      const fresh = await run(command, outside)
      expect([fresh.code, fresh.stdout.trim(), seen]).toEqual([0, ARN, []])
      const host = spawnSecrot(['sandbox', 'start'], {SECROT_STATE_DIR: join(folder, 'state')})
      await untilWritten(host.stderr, /listens/)
      const found = await run(command, outside)
      expect([found.code, found.stdout.trim(), seen]).toEqual([0, ARN, []])
      host.kill('SIGINT')
      await once(host, 'close')
    })
  })

  it('uses the running sandbox, unless told otherwise', async () => {
    const env = {SECROT_STATE_DIR: join(folder, 'state')}
    const host = spawnSecrot(['sandbox', 'start', '--json'], env)
    const {url} = JSON.parse(await untilWritten(host.stdout, /\n\}\n$/)) as {url: string}
    const endpoint = async (flags: readonly string[]) =>
      (JSON.parse((await run(PRINT_ENVIRONMENT, {}, flags)).stdout) as Record<string, string>)['AWS_ENDPOINT_URL']
    expect(await endpoint([])).toBe(url)
    expect(await endpoint(['--fresh'])).not.toBe(url)
    expect(await endpoint(['--state', join(folder, 'other')])).not.toBe(url)
    host.kill('SIGTERM')
    expect(await once(host, 'close')).toEqual([0, null])
  })

  describe('an aws too old for AWS_ENDPOINT_URL', () => {
    const judge = (version: string, command: readonly [string, ...string[]] = ['aws', 'sts']) => {
      const context = {outputOf: () => Promise.resolve(`aws-cli/${version} Python/3.11 Linux/6`)}
      return refuseOldAwsCli(context as unknown as SandboxContext, command, {})
    }

    it.each(['1.28.9', '2.12.7', '1.9.0', '2.9.19'])('is refused: %s', async version => {
      await expect(judge(version)).rejects.toMatchObject({
        code: 'AWS_CLI_TOO_OLD',
        exit: 3,
        message: expect.stringContaining(`This aws is version ${version}`),
        hint: 'aws works here from 1.29.0 or 2.13.0 on.',
      })
    })

    it.each(['1.29.0', '1.45.11', '2.13.0', '2.31.1', '3.0.0'])('is not %s', async version => {
      await expect(judge(version)).resolves.toBeUndefined()
    })

    it('is refused inside a shell and behind env, too', async () => {
      for (const command of [
        ['sh', '-c', 'echo a && aws sts get-caller-identity'],
        ['env', 'aws', 'sts'],
        ['/usr/bin/aws', 'sts'],
      ] as const) {
        await expect(judge('2.9.19', command)).rejects.toMatchObject({code: 'AWS_CLI_TOO_OLD'})
      }
      await expect(judge('2.9.19', ['echo', 'awsome', 'laws x'])).resolves.toBeUndefined()
    })

    it('is asked for its version before anything runs', async () => {
      const bin = join(folder, 'bin')
      await mkdir(bin)
      await writeFile(join(bin, 'aws'), '#!/bin/sh\necho "aws-cli/2.9.19 Python/3.11 $@"\n')
      await chmod(join(bin, 'aws'), 0o755)
      const refused = await run(['aws', 'sts'], {PATH: `${bin}:${process.env['PATH']}`})
      expect(refused).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringContaining('This aws is version 2.9.19'),
      })
    })
  })

  it('says what is missing', async () => {
    const none = await secrotProcess(['sandbox', 'run'], {SECROT_STATE_DIR: folder})
    expect(none).toMatchObject({code: 2, stdout: '', stderr: expect.stringContaining('No command was given')})
    const unknown = await run([join(folder, 'no-such')])
    expect(unknown).toMatchObject({code: 1, stderr: expect.stringContaining('COMMAND_NOT_FOUND')})
    const scenario = await run(['true'], {}, ['--scenario', 'no-such'])
    expect(scenario).toMatchObject({code: 2, stderr: expect.stringContaining('SCENARIO_UNKNOWN')})
  })

  it('has no --json: what it writes is its child’s', async () => {
    const refused = await secrotProcess(['sandbox', 'run', '--json', '--', 'true'], {SECROT_STATE_DIR: folder})
    expect(refused.code).toBe(2)
    const passed = await run(['echo', '--json', '--help'])
    expect(passed).toMatchObject({code: 0, stdout: '--json --help\n'})
  })
})
