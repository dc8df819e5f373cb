import {createServer, type IncomingMessage, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'

/** What a test or the demo may do with the login service besides logging in over HTTP. */
export interface LoginService {
  /** `http://127.0.0.1:1234` */
  readonly url: string
  /** Adds a user, or sets a password as the service's administrator would. */
  setPassword(user: string, password: string): void
  /** Whether these would be let in now. Asks nothing over the wire and counts as no login. */
  accepts(user: string, password: string): boolean
  /** While true, every request is answered 503: the service is being restarted. */
  setDown(down: boolean): void
  stop(): Promise<void>
}

const BODY_LIMIT = 64 * 1024

/**
 * A loopback service that knows one password per user: `POST /login {user,password}` answers 204 or 401,
 * `POST /password {user,password,newPassword}` replaces the password. It is the target of the demo's rotations.
 * Requests that a browser would send (`Origin`, `Sec-Fetch-Site`, a foreign Host) are refused like on every listener.
 */
export async function startLoginService(): Promise<LoginService> {
  const passwords = new Map<string, string>()
  let down = false
  const server = createServer((request, response) => {
    answer(request, passwords, down).then(
      status => response.writeHead(status).end(),
      () => response.writeHead(400).end(),
    )
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    setPassword: (user, password) => void passwords.set(user, password),
    accepts: (user, password) => passwords.get(user) === password,
    setDown: value => {
      down = value
    },
    stop: () => close(server),
  }
}

async function answer(request: IncomingMessage, passwords: Map<string, string>, down: boolean): Promise<number> {
  const port = request.socket.localPort
  if (request.headers.host !== `127.0.0.1:${port}` && request.headers.host !== `localhost:${port}`) return 403
  if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined) return 403
  const body = await readJson(request)
  if (down) return 503
  const {user, password, newPassword} = body
  if (typeof user !== 'string' || typeof password !== 'string') return 400
  if (passwords.get(user) !== password) return 401
  if (request.url === '/login') return 204
  if (request.url !== '/password') return 404
  if (typeof newPassword !== 'string' || newPassword === '') return 400
  passwords.set(user, newPassword)
  return 204
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > BODY_LIMIT) throw new Error('body too large')
    chunks.push(chunk)
  }
  const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  if (typeof value !== 'object' || value === null) throw new Error('body is not an object')
  return value as Record<string, unknown>
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
