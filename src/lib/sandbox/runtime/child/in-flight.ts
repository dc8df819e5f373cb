import {subscribe} from 'node:diagnostics_channel'
import type {ClientRequest} from 'node:http'
import net from 'node:net'

const requests = new Set<unknown>()
let turns = 0
const raw = new Set<net.Socket>()

/** Work of the system that ends by itself: files, names, connections being opened, other processes. */
const ENDS_BY_ITSELF =
  /^FSReq|^GetAddrInfo|^GetNameInfo|^QueryReq|^TCPConnect|^PipeConnect|^Process$|^ProcessWrap|^Immediate|^Worker|^ZLIB/i

/** Begins to count what the process waits for. `own`: part of the path of the sandbox's own requests. */
export function watchInFlight(own: string): void {
  subscribe('http.client.request.created', message => {
    const {request} = message as {request: ClientRequest}
    request.once('socket', socket => raw.delete(socket))
    if (request.path.includes(own)) return
    began(request)
    request.once('close', () => ended(request))
  })
  subscribe('undici:request:create', message => began((message as {request: object}).request))
  for (const end of ['undici:request:trailers', 'undici:request:error']) {
    subscribe(end, message => ended((message as {request: object}).request))
  }
  subscribe('undici:client:connected', message => raw.delete((message as {socket: net.Socket}).socket))
  const connect = Reflect.get(net.Socket.prototype, 'connect')
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    raw.add(this)
    this.once('close', () => raw.delete(this))
    return Reflect.apply(connect, this, args)
  }
}

function began(request: unknown): void {
  requests.add(request)
  turns += 1
}

function ended(request: unknown): void {
  requests.delete(request)
  turns += 1
}

/** Grows with each request that begins or ends. */
export function turnsInFlight(): number {
  return turns
}

/** Requests without a reply so far. */
export function inFlight(): number {
  return requests.size
}

/** How much has passed over connections that carry no HTTP; undefined: there are none. */
export function rawTraffic(): number | undefined {
  if (raw.size === 0) return undefined
  let bytes = 0
  for (const socket of raw) bytes += socket.bytesRead + socket.bytesWritten
  return bytes
}

/** Whether something is under way that no virtual time ends. */
export function systemIsAtWork(): boolean {
  return process.getActiveResourcesInfo().some(name => ENDS_BY_ITSELF.test(name))
}
