import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {inspect} from 'node:util'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {readLogin} from '../../../../src/lib/operations/rehearse/read-login.ts'
import {readTargets, type TargetsInput} from '../../../../src/lib/operations/rehearse/read-targets.ts'
import {resolveHost} from '../../../../src/lib/operations/rehearse/resolve-host.ts'
import type {DeclaredTarget} from '../../../../src/lib/rehearse/targets-declared.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-targets-'))
})

afterEach(() => rm(folder, {recursive: true}))

const addresses: Readonly<Record<string, readonly string[]>> = {
  'db.local': ['127.0.0.1', '::1'],
  'db.example': ['10.0.0.7'],
  'half.example': ['127.0.0.1', '10.0.0.7'],
  '127.0.0.1': ['127.0.0.1'],
  '::1': ['::1'],
}

function read(input: Partial<TargetsInput>, env = {}): Promise<readonly DeclaredTarget[]> {
  const known = (host: string) => (addresses[host] ? Promise.resolve(addresses[host]) : Promise.reject(new Error('no')))
  return readTargets({named: [], disposable: false, hosts: [], ...input}, {env, resolveHost: known})
}

async function file(text: string): Promise<string> {
  const path = join(folder, 'targets.yaml')
  await writeFile(path, text)
  return path
}

const postgres = (more: string): Promise<string> =>
  file(`targets: [{postgres: {users: [app], admin: {loginFile: ./admin.json}${more}}}]`)

describe('the targets of a rehearsal', () => {
  it('are those of the file and then those of the flags', async () => {
    const path = await postgres(', disposable: true, database: app, master: rotation')
    const named = ['iam-user:deploy', 'appsync-api', 'kms-key:alias/a:b', 'none']
    expect(await read({file: path, named})).toEqual([
      {
        kind: 'postgres',
        host: '127.0.0.1',
        port: 5432,
        database: 'app',
        users: ['app'],
        master: 'rotation',
        admin: {from: 'file', path: join(folder, 'admin.json')},
      },
      {kind: 'iam-user', name: 'deploy'},
      {kind: 'appsync-api'},
      {kind: 'kms-key', name: 'alias/a:b'},
      {kind: 'none'},
    ])
  })

  it('may be a server that the variables of its clients describe', async () => {
    const env = {PGHOST: 'db.local', PGPORT: '5433', PGUSER: 'admin', PGPASSWORD: 'hunter2', PGDATABASE: 'orders'}
    const [target] = await read({named: ['postgres:app,app_clone'], disposable: true}, env)
    expect(target).toEqual({
      kind: 'postgres',
      host: 'db.local',
      port: 5433,
      database: 'orders',
      users: ['app', 'app_clone'],
      admin: {from: 'environment', user: 'admin'},
    })
    const mysql = await read({named: ['mysql:app'], disposable: true}, {MYSQL_USER: 'root', MYSQL_PWD: ''})
    expect(mysql).toMatchObject([{kind: 'mysql', host: '127.0.0.1', port: 3306}])
  })

  it('may be an HTTPS endpoint', async () => {
    const path = await file("targets: [{https: {url: 'https://[::1]:8443', check: {path: /}, disposable: true}}]")
    expect(await read({file: path})).toEqual([
      {kind: 'https', url: 'https://[::1]:8443', check: {method: 'GET', path: '/', headers: {}, accepts: [200]}},
    ])
  })
})

describe('a real server', () => {
  it('is refused until somebody says that it is disposable', async () => {
    const path = await postgres('')
    await expect(read({file: path})).rejects.toMatchObject({
      code: 'TARGET_NOT_DISPOSABLE',
      exit: 2,
      message: 'targets[0].postgres is a real server, 127.0.0.1, and a rehearsal changes its accounts again and again.',
      hint: expect.stringContaining('--disposable'),
    })
    await expect(read({file: path, disposable: true})).resolves.toHaveLength(1)
    const env = {PGUSER: 'a', PGPASSWORD: 'b'}
    await expect(read({named: ['postgres:app']}, env)).rejects.toMatchObject({code: 'TARGET_NOT_DISPOSABLE'})
  })

  it.each(['db.example', 'half.example'])('outside this machine is refused until it is named again: %s', async host => {
    const path = await postgres(`, disposable: true, host: ${host}`)
    await expect(read({file: path})).rejects.toMatchObject({
      code: 'TARGET_HOST_ELSEWHERE',
      exit: 2,
      message: `targets[0].postgres names ${host} (10.0.0.7), which is not this machine.`,
      hint: expect.stringContaining(`--target-host ${host}`),
    })
    await expect(read({file: path, hosts: ['other.example']})).rejects.toMatchObject({code: 'TARGET_HOST_ELSEWHERE'})
    await expect(read({file: path, hosts: [host]})).resolves.toHaveLength(1)
    const named = await postgres(`, disposable: true, host: ${host}, allowHost: ${host}`)
    await expect(read({file: named})).resolves.toHaveLength(1)
  })

  it('is refused by another name than it has', async () => {
    const https = await file("targets: [{https: {url: 'https://db.example/x', check: {path: /}, disposable: true}}]")
    await expect(read({file: https})).rejects.toMatchObject({code: 'TARGET_HOST_ELSEWHERE'})
    const path = await postgres(', disposable: true, host: db.exmaple, allowHost: db.example')
    await expect(read({file: path})).rejects.toMatchObject({code: 'TARGET_HOST_UNKNOWN', exit: 2})
  })

  it('is looked up as the programs of this machine do', async () => {
    expect(await resolveHost('127.0.0.1')).toEqual(['127.0.0.1'])
  })
})

describe('targets are refused', () => {
  it.each([
    ['redis:x', 'TARGET_MALFORMED', '--target "redis:x" is no target.'],
    ['iam-user:', 'TARGET_MALFORMED', '--target "iam-user:" is no target.'],
    ['https:x', 'TARGET_MALFORMED', '--target https cannot say how a value is checked.'],
    ['postgres', 'TARGET_MALFORMED', '--target postgres names no account to rotate.'],
    ['postgres:app', 'TARGET_MALFORMED', '--target postgres has no login that may reset app.'],
  ])('as a flag: %s', async (named, code, message) => {
    await expect(read({named: [named]})).rejects.toMatchObject({code, message, exit: 2})
  })

  it('without the password of the login', async () => {
    await expect(read({named: ['mysql:app']}, {MYSQL_USER: 'root'})).rejects.toMatchObject({
      code: 'TARGET_MALFORMED',
      hint: expect.stringContaining('Set MYSQL_USER and MYSQL_PWD'),
    })
  })

  it('with a port that is none', async () => {
    const env = {PGUSER: 'a', PGPASSWORD: 'b', PGPORT: 'hunter2'}
    await expect(read({named: ['postgres:app']}, env)).rejects.toMatchObject({
      code: 'TARGET_MALFORMED',
      message: 'PGPORT is no port.',
    })
  })

  it.each([
    ['targets: [{postgres: {users: [app]}}]', 'in targets[0].postgres: admin is missing'],
    [
      'targets: [{redis: 1}]',
      'in targets[0]: it is not one of iam-user, appsync-api, kms-key, login, none, postgres, mysql, https',
    ],
    ['targets: [{iam-user: 7}]', 'in targets[0].iam-user: it is 7; allowed: a name of up to 256 visible characters'],
    ['targets: [', 'line 1 is not YAML ('],
  ])('in the file, with the place and what is allowed: %s', async (text, reason) => {
    const path = await file(text)
    await expect(read({file: path})).rejects.toMatchObject({
      code: 'TARGETS_INVALID',
      exit: 2,
      message: expect.stringContaining(`The targets in ${path} cannot be used: ${reason}`),
    })
  })

  it('in a file that is not there', async () => {
    await expect(read({file: join(folder, 'none')})).rejects.toMatchObject({code: 'TARGETS_INVALID', exit: 2})
  })
})

describe('the login that resets accounts', () => {
  const path = (): string => join(folder, 'admin.json')
  const fromFile = () => readLogin({kind: 'postgres', admin: {from: 'file', path: path()}}, {})

  it('is in a file or in the variables, and is not shown', async () => {
    await writeFile(path(), '{"user": "admin", "password": "hunter2"}')
    const login = await fromFile()
    expect([login.user, login.password.reveal()]).toEqual(['admin', 'hunter2'])
    expect(JSON.stringify(login) + inspect(login)).not.toContain('hunter2')
    const admin = {from: 'environment', user: 'root'} as const
    expect((await readLogin({kind: 'mysql', admin}, {MYSQL_PWD: 'x'})).password.reveal()).toBe('x')
  })

  it.each(['{"user": "admin", "pass": "hunter2"}', 'hunter2', '{"user": "", "password": ""}'])(
    'is refused without repeating it: %s',
    async text => {
      await writeFile(path(), text)
      await expect(fromFile()).rejects.toMatchObject({
        code: 'LOGIN_UNREADABLE',
        exit: 2,
        message: `The login file ${path()} is no JSON object with the texts user and password.`,
      })
    },
  )

  it('is refused where there is no file', async () => {
    await expect(fromFile()).rejects.toMatchObject({message: `The login file ${path()} cannot be read (ENOENT).`})
  })
})
