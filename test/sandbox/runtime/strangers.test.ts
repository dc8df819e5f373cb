import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type AddressInfo} from 'node:net'
import {networkInterfaces, tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import {canHaveOwnNetwork} from '../../../src/lib/sandbox/runtime/own-network.ts'
import {withoutPython} from '../../support/python.ts'
import {aBench, aFunction} from './support/bench.ts'

/** An address of this machine that is not loopback. */
const outside = Object.values(networkInterfaces())
  .flatMap(addresses => addresses ?? [])
  .find(({internal, family}) => !internal && family === 'IPv4')?.address
let operatorHome: string
const open = {connections: 0, port: 0, close: () => {}}

beforeEach(async () => {
  operatorHome = mkdtempSync(join(tmpdir(), 'secrot-operator-'))
  mkdirSync(join(operatorHome, '.aws'))
  writeFileSync(join(operatorHome, '.aws', 'credentials'), '[default]\naws_access_key_id = OPERATOR')
  const own = {
    HOME: operatorHome,
    AWS_PROFILE: 'operator',
    AWS_SHARED_CREDENTIALS_FILE: join(operatorHome, '.aws', 'credentials'),
    AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
    SSH_AUTH_SOCK: join(operatorHome, 'agent'),
  }
  for (const [name, value] of Object.entries(own)) vi.stubEnv(name, value)
  const server = createServer(socket => {
    open.connections += 1
    socket.destroy()
  })
  await new Promise<void>(resolve => server.listen(0, '0.0.0.0', resolve))
  open.connections = 0
  open.port = (server.address() as AddressInfo).port
  open.close = () => void server.close()
})
afterEach(() => {
  vi.unstubAllEnvs()
  open.close()
  rmSync(operatorHome, {recursive: true, force: true})
})

const NODE = `import {existsSync} from 'node:fs'; import net from 'node:net'; import {homedir} from 'node:os'
  const NAMES = /^(AWS_(PROFILE|CONFIG_FILE|SHARED_CREDENTIALS_FILE|WEB_IDENTITY_TOKEN_FILE|CONTAINER_)|SSH_|GITHUB_|HTTPS?_PROXY)/i
  const reach = (host, port) => new Promise(resolve => {
    net.connect(port, host).on('connect', () => resolve('reached')).on('error', error => resolve(error.code))
  })
  export const handler = async ({host, port}) => ({
    config: existsSync(homedir() + '/.aws'), names: Object.keys(process.env).filter(name => NAMES.test(name)),
    host: await reach(host, port),
  })`

const PYTHON = `
import os, re, socket
NAMES = re.compile("^(AWS_(PROFILE|CONFIG_FILE|SHARED_CREDENTIALS_FILE|WEB_IDENTITY_TOKEN_FILE|CONTAINER_)|SSH_|GITHUB_|HTTPS?_PROXY)", re.I)

def reach(host, port):
    try:
        socket.create_connection((host, port)).close()
        return "reached"
    except OSError as error:
        return type(error).__name__

def handler(event, context):
    names = [name for name in os.environ if NAMES.match(name)]
    config = os.path.exists(os.path.expanduser("~/.aws"))
    return {"config": config, "names": names, "host": reach(event["host"], event["port"])}
`

const languages = [
  {language: 'Node', file: 'index.mjs', source: NODE, runtime: 'nodejs24.x', code: 'ESANDBOX', absent: undefined},
  {
    language: 'Python',
    file: 'index.py',
    source: PYTHON,
    runtime: 'python3.12',
    code: 'ConnectionRefusedError',
    absent: withoutPython(),
  },
]
const noAddress = outside === undefined ? 'no address but loopback' : undefined
const cases = languages.map(language => {
  const reason = language.absent ?? noAddress
  return {...language, reason, title: reason === undefined ? '' : ` (skipped: ${reason})`}
})

describe('a function that looks around', () => {
  it.each(cases)(
    'in $language finds no key of the operator and no other host$title',
    async ({file, source, runtime, code, reason}) => {
      if (reason !== undefined) return
      await using bench = aBench()

      const {answer} = await bench.run(aFunction({[file]: source}, {runtime}), {host: outside, port: open.port})

      expect(JSON.parse(answer.payload)).toEqual({config: false, names: [], host: code})
      expect(open.connections).toBe(0)
    },
  )
})

const noNetwork = (await canHaveOwnNetwork()) ? undefined : 'this machine gives processes no network of their own'

describe('a function with a network of its own', () => {
  it.each(languages)('in $language reaches no other port of this machine either', async language => {
    const {file, source, runtime, absent} = language
    if ((absent ?? noNetwork) !== undefined) return
    await using bench = aBench({ownNetwork: true})

    const {answer} = await bench.run(aFunction({[file]: source}, {runtime}), {host: '127.0.0.1', port: open.port})

    expect(await bench.runner.network()).toBe('own')
    expect(JSON.parse(answer.payload)).toMatchObject({host: expect.stringMatching(/REFUSED|ConnectionRefusedError/)})
    expect(open.connections).toBe(0)
  })

  it('reaches nothing where it undoes what was loaded before it', async () => {
    if ((noNetwork ?? withoutPython()) !== undefined) return
    await using bench = aBench({ownNetwork: true})
    const source = `
import subprocess, sys
ASK = "import socket; socket.create_connection(('127.0.0.1', %d), 2); print('reached')"

def handler(event, context):
    done = subprocess.run([sys.executable, "-I", "-S", "-c", ASK % event["port"]], capture_output=True, text=True, env={})
    return done.stdout + done.stderr.splitlines()[-1]
`
    const {answer} = await bench.run(aFunction({'index.py': source}, {runtime: 'python3.12'}), {port: open.port})

    expect(answer.payload).toContain('Network is unreachable')
    expect(open.connections).toBe(0)
  })
})
