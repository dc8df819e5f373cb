import {describe, expect, it} from 'vitest'
import {isLoopbackAddress} from '../../../../src/lib/rehearse/input/loopback.ts'
import {writtenTargets} from '../../../../src/lib/rehearse/input/written-targets.ts'
import {yamlText} from '../../../../src/lib/rehearse/input/yaml-text.ts'

function targets(text: string): ReturnType<typeof writtenTargets> {
  const read = yamlText(text)
  expect(read.kind).toBe('value')
  return writtenTargets(read.kind === 'value' ? read.value : undefined)
}

const one = (entry: string): ReturnType<typeof writtenTargets> => targets(`targets:\n  - ${entry}\n`)

describe('the file of targets', () => {
  it('has what the sandbox stands for, by kind and name', () => {
    const text =
      'targets:\n  - iam-user: deploy\n  - appsync-api: orders\n  - kms-key: alias/orders\n  - login: db\n  - none\n'
    expect(targets(text)).toEqual({
      kind: 'targets',
      targets: [
        {kind: 'iam-user', name: 'deploy'},
        {kind: 'appsync-api', name: 'orders'},
        {kind: 'kms-key', name: 'alias/orders'},
        {kind: 'login', name: 'db'},
        {kind: 'none'},
      ],
    })
    expect(targets('{"targets": [{"none": null}]}')).toEqual({kind: 'targets', targets: [{kind: 'none'}]})
  })

  it('has servers with their usual address, and never a login', () => {
    expect(one('postgres: {users: [app], admin: {loginFile: ./a.json}}')).toEqual({
      kind: 'targets',
      targets: [
        {
          kind: 'postgres',
          server: {host: '127.0.0.1', port: 5432, users: ['app'], admin: {loginFile: './a.json'}, disposable: false},
        },
      ],
    })
    expect(one('mysql: {users: [a, b], admin: {loginFile: x}, disposable: true, allowHost: db.example}')).toMatchObject(
      {
        targets: [{server: {port: 3306, disposable: true, allowHost: 'db.example'}}],
      },
    )
    expect(one('postgres: {users: [app, app_clone], master: rotation, admin: {loginFile: x}}')).toMatchObject({
      targets: [{server: {users: ['app', 'app_clone'], master: 'rotation'}}],
    })
    const login = 'mysql: {users: [a], admin: {user: root, password: hunter2}}'
    expect(one(login)).toMatchObject({kind: 'invalid', place: 'targets[0].mysql'})
  })

  it('has HTTPS endpoints with the request that tells whether a value is accepted', () => {
    const check = '{path: /login, headers: {authorization: x}, accepts: [200, 204]}'
    expect(one(`https: {url: 'https://127.0.0.1:8443', check: ${check}, reset: {method: POST, path: /reset}}`)).toEqual(
      {
        kind: 'targets',
        targets: [
          {
            kind: 'https',
            server: {
              url: 'https://127.0.0.1:8443',
              check: {method: 'GET', path: '/login', headers: {authorization: 'x'}, accepts: [200, 204]},
              reset: {method: 'POST', path: '/reset', headers: {}},
              disposable: false,
            },
          },
        ],
      },
    )
  })

  it.each([
    ['- a', 'the whole'],
    ['targets: none', 'the whole'],
    ['targets: []\nmore: 1', 'the whole'],
    [`targets: [${'none, '.repeat(11)}]`, 'the whole'],
    ['targets: [redis: x]', 'targets[0]'],
    ['targets: [none, {iam-user: a, login: b}]', 'targets[1]'],
    ['targets: [{iam-user: ""}]', 'targets[0].iam-user'],
    ['targets: [{none: no}]', 'targets[0].none'],
    ['targets: [{postgres: {users: [], admin: {loginFile: x}}}]', 'targets[0].postgres'],
    ['targets: [{postgres: {users: [a], admin: {loginFile: x}, port: 0}}]', 'targets[0].postgres'],
    ['targets: [{https: {url: "http://127.0.0.1", check: {path: /}}}]', 'targets[0].https'],
    ['targets: [{https: {url: "https://127.0.0.1", check: {path: x}}}]', 'targets[0].https'],
  ])('is refused where it says something else: %s', (text, place) => {
    expect(targets(text)).toMatchObject({kind: 'invalid', place})
  })
})

it.each([
  ['127.0.0.1', true],
  ['127.255.0.7', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['128.0.0.1', false],
  ['10.0.0.1', false],
  ['::', false],
  ['0.0.0.0', false],
  ['127.0.0.1.example', false],
])('%s is this machine: %s', (address, own) => {
  expect(isLoopbackAddress(address)).toBe(own)
})
