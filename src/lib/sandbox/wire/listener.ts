import {createServer, type RequestListener, type Server} from 'node:http'
import {mkdir} from 'node:fs/promises'
import {createServer as createDoor, type AddressInfo} from 'node:net'
import {join} from 'node:path'

import {refusalOf} from './access.ts'

/** Attempts to find a port that is free on both loopback addresses. */
const MOST_ATTEMPTS = 20

export interface Listener {
  readonly port: number
  /** Cuts every connection and resolves when nothing listens any more. */
  stop(): Promise<void>
}

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1 with the same port; 0 takes any free one. Every request
 * passes the access rules before `handler` sees it.
 */
export async function listenOnLoopback(port: number, handler: RequestListener): Promise<Listener> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenOnBoth(port, handler)
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (port !== 0 || !taken || attempt === MOST_ATTEMPTS) throw error
    }
  }
}

async function listenOnBoth(port: number, handler: RequestListener): Promise<Listener> {
  const first = await open(port, '127.0.0.1', handler)
  const chosen = (first.address() as AddressInfo).port
  try {
    const second = await open(chosen, '::1', handler)
    return listenerOf(chosen, [first, second])
  } catch (error) {
    if (isWithoutIpv6(error)) return listenerOf(chosen, [first])
    await close(first)
    throw error
  }
}

function open(port: number, host: string, handler: RequestListener): Promise<Server> {
  let own = port
  // No time limit on idle connections: a client that keeps one open must never meet it closing under a request.
  const server = createServer({keepAliveTimeout: 0, requestTimeout: 0}, (request, response) => {
    const refusal = refusalOf(request, own)
    if (refusal === undefined) handler(request, response)
    else response.writeHead(403, {'content-type': 'text/plain', connection: 'close'}).end(`${refusal}\n`)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({port, host, exclusive: true, ipv6Only: host === '::1'}, () => {
      server.removeListener('error', reject)
      own = (server.address() as AddressInfo).port
      resolve(server)
    })
  })
}

/** Those that listen, by port. */
const listening = new Map<number, Server>()

/** Where a listener is reached from another network. */
export interface Door {
  close(): void
}

/**
 * A socket in `folder`, named after the port, that leads to the listener on this port and so behind its access rules:
 * files reach across networks. What is loaded before a function takes it wherever the function connects to the port.
 */
export async function openDoor(folder: string, port: number): Promise<Door> {
  await mkdir(folder, {recursive: true})
  const door = createDoor({allowHalfOpen: true}, socket => {
    if (listening.get(port)?.emit('connection', socket) !== true) socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    door.once('error', reject)
    door.listen(join(folder, String(port)), resolve)
  })
  return {close: () => void door.close()}
}

function listenerOf(port: number, servers: readonly [Server, ...Server[]]): Listener {
  listening.set(port, servers[0])
  return {
    port,
    async stop() {
      listening.delete(port)
      await Promise.all(servers.map(close))
    },
  }
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function isWithoutIpv6(error: unknown): boolean {
  const {code} = error as NodeJS.ErrnoException
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'
}
