import {spawnSync} from 'node:child_process'
import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {commandProbe} from '../../../src/lib/probes/command.ts'
import {Sensitive} from '../../../src/lib/sensitive.ts'

const probes = resolve(import.meta.dirname, '../../../docs/probes')
const hasJq = spawnSync('jq', ['--version']).status === 0
const hasCurl = spawnSync('curl', ['--version']).status === 0
const PASSWORD = `p:w\\"d'$HOME`
const VALUE = {host: 'db.internal', port: 5432, username: 'orders', password: PASSWORD, dbname: 'orders'}
let bin: string

beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'secrot-bin-'))
})
afterEach(() => rm(bin, {recursive: true, force: true}))

/** A command on PATH that stands for the real client. */
async function fake(name: string, body: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\nprintf '%s\\n' "$@" >>${bin}/argv\n${body}\n`)
  await chmod(join(bin, name), 0o755)
}

function ask(command: string, value: unknown = VALUE) {
  return commandProbe({
    command: `${probes}/${command}`,
    environment: {...process.env, PATH: `${bin}:${process.env['PATH']}`},
    clock: {now: () => 1},
    mask: text => text,
  }).ask({
    secretArn: 'arn',
    versionId: 'v1',
    value: new Sensitive(typeof value === 'string' ? value : JSON.stringify(value)),
    signal: new AbortController().signal,
  })
}

const argv = () => readFile(join(bin, 'argv'), 'utf8')

describe.skipIf(!hasJq)('the ready probes (skipped where jq is missing)', () => {
  it('psql.sh logs in through a password file and compares the user', async () => {
    await fake('psql', `cp "$PGPASSFILE" ${bin}/pass; echo orders`)
    expect((await ask('psql.sh')).kind).toBe('yes')
    expect(await readFile(join(bin, 'pass'), 'utf8')).toBe(`*:*:*:*:p\\:w\\\\"d'$HOME\n`)
    expect(await argv()).not.toContain(PASSWORD)
    expect(await argv()).toContain('db.internal')
  })

  it('psql.sh tells a rejected password from a server that cannot be reached and from another user', async () => {
    await fake('psql', `echo 'psql: error: FATAL:  password authentication failed for user "orders"' >&2; exit 2`)
    expect((await ask('psql.sh')).kind).toBe('no')
    await fake('psql', `echo 'psql: error: could not connect: Connection refused' >&2; exit 2`)
    expect(await ask('psql.sh')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('Connection refused') as string,
    })
    await fake('psql', 'echo postgres')
    expect((await ask('psql.sh')).kind).toBe('unknown')
  })

  it('mysql.sh logs in through an option file and compares the user', async () => {
    await fake('mysql', `cp "\${1#--defaults-extra-file=}" ${bin}/options; echo orders`)
    expect((await ask('mysql.sh')).kind).toBe('yes')
    expect(await readFile(join(bin, 'options'), 'utf8')).toContain(`password="p:w\\\\\\"d'$HOME"\n`)
    expect(await argv()).not.toContain(PASSWORD)
    await fake('mysql', `echo "ERROR 1045 (28000): Access denied for user 'orders'" >&2; exit 1`)
    expect((await ask('mysql.sh')).kind).toBe('no')
    await fake('mysql', `echo 'ERROR 2003 (HY000): Cannot connect' >&2; exit 1`)
    expect((await ask('mysql.sh')).kind).toBe('unknown')
  })

  it.skipIf(!hasCurl)('curl.sh sends the key in a header and reads the status', async () => {
    const seen: (string | undefined)[] = []
    const server = createServer((request, response) => {
      const key = request.headers['x-api-key']
      seen.push(String(key))
      response.writeHead(key === 'k"ey' ? 200 : request.url === '/broken' ? 503 : 401).end()
    })
    await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      expect((await ask(`curl.sh ${url} x-api-key token`, {token: 'k"ey'})).kind).toBe('yes')
      expect((await ask(`curl.sh ${url} x-api-key token`, 'plain-key')).kind).toBe('no')
      expect(seen).toEqual(['k"ey', 'plain-key'])
      expect((await ask(`curl.sh ${url}/broken x-api-key`, 'plain-key')).kind).toBe('unknown')
    } finally {
      server.close()
    }
  })

  it('bastion.sh hands the value through ssh and gives the answer from there back', async () => {
    await fake('ssh', `while [ "$1" = -o ]; do shift 2; done; shift; exec "$@"`)
    await fake('psql', 'echo orders')
    expect((await ask(`bastion.sh bastion.internal ${probes}/psql.sh`)).kind).toBe('yes')
    expect(await argv()).toContain('BatchMode=yes')
    await fake('ssh', 'exit 255')
    expect((await ask(`bastion.sh bastion.internal ${probes}/psql.sh`)).kind).toBe('unknown')
  })
})
