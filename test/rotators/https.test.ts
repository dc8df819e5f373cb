import {once} from 'node:events'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {createServer, type Server} from 'node:https'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, it} from 'vitest'
import {rotatorZip} from '../../tools/rotators.ts'
import {type Certificate, selfSigned} from '../support/certificate.ts'
import type {Answer} from '../support/rehearse-command.ts'
import {secrotProcess} from '../support/spawn-secrot.ts'

/** What an endpoint of one's own can be asked; the sandbox's login service is asked for the rest. */
const ITEMS = [
  'create-keeps-other-fields',
  'set-falls-back-to-previous',
  'set-fails-when-locked-out',
  'test-fails-on-rejected-value',
  'finish-moves-label-once',
]
/** Of a whole rehearsal this would be all; a part of it has a server of one's own to itself. */
const LOGGED = ['--only', 'no-secret-in-log', '--cell', 'rotation', '--cell', 'leak/debug']

let certificate: Certificate
let server: Server
let folder: string
let password = ''
beforeAll(async () => {
  certificate = selfSigned(['localhost'])
  server = createServer(certificate, (request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => (text += part))
    request.on('end', () => response.writeHead(answerTo(`${request.method} ${request.url}`, text)).end())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  folder = await mkdtemp(join(tmpdir(), 'secrot-https-'))
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await rm(folder, {recursive: true})
  await rm(certificate.folder, {recursive: true})
})

/** The form that logs in, the JSON of an account's owner that changes its password, and the administrator's. */
function answerTo(what: string, text: string): number {
  if (what === 'POST /login') {
    const form = new URLSearchParams(text)
    return form.get('user') === 'app' && form.get('password') === password ? 200 : 403
  }
  const body = JSON.parse(text) as {old?: string; password: string}
  if (what === 'PATCH /account' && body.old !== password) return 401
  password = body.password
  return 204
}

it('the package of https rotates the password of a real HTTPS endpoint', async () => {
  const url = `https://localhost:${(server.address() as AddressInfo).port}`
  const form = {'content-type': 'application/x-www-form-urlencoded'}
  const json = {'content-type': 'application/json'}
  const target = {
    url,
    check: {method: 'POST', path: '/login', headers: form, body: 'user=app&password={{password}}', accepts: [200]},
    reset: {method: 'PUT', path: '/admin/app', headers: json, body: '{"password":"{{password}}"}'},
    disposable: true,
  }
  const requests = {
    test: {url: `${url}/login`, headers: form, body: {user: 'app', password: '{{pending.password}}'}, accepts: [200]},
    set: {
      method: 'PATCH',
      url: `${url}/account`,
      body: {old: '{{current.password}}', password: '{{pending.password}}'},
    },
  }
  const files = {
    targets: JSON.stringify({targets: [{https: target}]}),
    value: JSON.stringify({password: '{{password}}', requests, team: 'billing'}),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const zip = join(folder, 'https.zip')
  await writeFile(zip, await rotatorZip('https'))
  const given = ['--targets', join(folder, 'targets'), '--value-file', join(folder, 'value')]
  const trusted = ['--env', `NODE_EXTRA_CA_CERTS=${certificate.file}`, '--time-limit', '60s']
  const only = ITEMS.flatMap(item => ['--only', item])
  // Certificates to trust are read when a process begins.
  const env = {NODE_EXTRA_CA_CERTS: certificate.file, SECROT_STATE_DIR: join(folder, 'state')}
  const played = async (what: readonly string[]) => {
    const {stdout} = await secrotProcess(['rehearse', zip, ...given, ...trusted, ...what, '--seed', '7', '--json'], env)
    return JSON.parse(stdout) as Answer
  }
  const {items, handler} = await played(only)
  expect(handler.kind).toBe('rep')
  expect(items.map(({id, verdict, reason}) => [id, verdict, reason])).toEqual(ITEMS.map(id => [id, 'pass', null]))
  expect((await played(LOGGED)).items.map(({id, verdict}) => [id, verdict])).toEqual([['no-secret-in-log', 'pass']])
}, 300_000)
