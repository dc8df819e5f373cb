import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {aContext, aLog} from '../../support/a-context.ts'

/** A request as it came. */
export interface Asked {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** Statuses of one path in turn; what comes after them is answered by what the endpoint knows; 0 cuts the connection. */
type Answers = Readonly<Record<string, readonly number[]>>

/**
 * A login service: POST /login answers 204 or 401, POST /password replaces the password of whoever logs in. What is cut at
 * /password took effect.
 */
export async function anEndpoint({password: first = 'old', answers = {}}: {password?: string; answers?: Answers} = {}) {
  const asked: Asked[] = []
  let password = first
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => (text += part))
    request.on('end', () => {
      const {method, url: path = '', headers} = request
      const scripted = answers[path]?.[asked.filter(one => one.path === path).length]
      asked.push({method, path, headers, body: text})
      const body = JSON.parse(text) as {password?: string; newPassword?: string}
      const isIn = body.password === password
      if (isIn && path === '/password' && (scripted ?? 0) === 0) password = body.newPassword ?? password
      if (scripted === 0) request.socket.destroy()
      else response.writeHead(scripted ?? (isIn ? 204 : 401), {location: '/elsewhere'}).end()
    })
  })
  await new Promise<void>(done => void server.listen(0, '127.0.0.1', done))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    asked,
    paths: () => asked.map(({path}) => path),
    password: () => password,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

/** A value whose requests are of this endpoint. */
export function valueAt(host: string, password: string, more: object = {}): string {
  const user = '{{pending.username}}'
  const [pending, current] = ['{{pending.password}}', '{{current.password}}']
  const requests = {
    test: {url: `http://${host}/login`, body: {user, password: pending}, accepts: [204]},
    set: {url: `http://${host}/password`, body: {user, password: current, newPassword: pending}},
  }
  return JSON.stringify({username: 'app', password, requests, ...more})
}

/** In the middle of a rotation from `old` to `new`. */
export function aRotationAt(host: string, values: Readonly<Record<string, string>> = {}) {
  const known = {AWSCURRENT: valueAt(host, 'old'), AWSPENDING: valueAt(host, 'new'), ...values}
  const log = aLog()
  return {...aContext({values: known, log}), log}
}
