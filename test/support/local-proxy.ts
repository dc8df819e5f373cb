import {createServer, type IncomingMessage, request, type Server, type ServerResponse} from 'node:http'
import {type AddressInfo, connect, type Socket} from 'node:net'
import type {Duplex} from 'node:stream'

export interface LocalProxy {
  readonly port: number
  /** What it was asked for, in order: `CONNECT host:443`, `POST http://host/`. */
  readonly asked: readonly string[]
  /** Proxy-Authorization of each, decoded; '' where there was none. */
  readonly logins: readonly string[]
  [Symbol.asyncDispose](): Promise<void>
}

export interface LocalProxyOptions {
  /** The port on this machine that every host leads to. */
  readonly target: number
  /** `user:password` that it asks for. Absent: none. */
  readonly login?: string
  /** Answers every CONNECT so. Absent: 200. */
  readonly refusal?: number
}

/** A forward proxy on this machine whose every way ends at one port of it. */
export async function startProxy({target, login, refusal}: LocalProxyOptions): Promise<LocalProxy> {
  const asked: string[] = []
  const logins: string[] = []
  const sockets = new Set<Duplex>()
  const note = (message: IncomingMessage): boolean => {
    asked.push(`${message.method ?? ''} ${message.url ?? ''}`)
    const given = Buffer.from((message.headers['proxy-authorization'] ?? '').replace('Basic ', ''), 'base64').toString()
    logins.push(given)
    return login === undefined || given === login
  }
  const server = createServer((message, answer) => {
    if (note(message)) forward(message, answer, target)
    else answer.writeHead(407).end()
  })
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.on('connect', (message: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => undefined)
    const status = note(message) ? (refusal ?? 200) : 407
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
    const onward = connect(target, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    sockets.add(onward)
    onward.on('error', () => socket.destroy())
    onward.pipe(socket).pipe(onward)
    return undefined
  })
  const stop = async () => {
    for (const socket of sockets) socket.destroy()
    await closed(server)
  }
  return {port: await listening(server), asked, logins, [Symbol.asyncDispose]: stop}
}

function forward(message: IncomingMessage, answer: ServerResponse, port: number): void {
  const {method, headers} = message
  const onward = request({host: '127.0.0.1', port, method, headers}, reply => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers)
    reply.pipe(answer)
  })
  onward.on('error', () => answer.writeHead(502).end())
  message.pipe(onward)
}

/** Starts a server on a free port of this machine and tells which. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

/** Ends a server and its connections. */
export async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise(resolve => {
    server.close(resolve)
  })
}
