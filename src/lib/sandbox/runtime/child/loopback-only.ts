import {existsSync} from 'node:fs'
import net from 'node:net'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\]|::ffff:127(\.\d{1,3}){3})$/i

/**
 * Refuses connections to other machines but those that are `allowed` by the name that the function uses. It guards against accidents, such as an SDK that ignores AWS_ENDPOINT_URL and
 * would reach the real AWS; it cannot hold code that wants to get out. In a network of its own (`doors`) a process reaches
 * the ports of the sandbox by the sockets in this folder, and no other.
 */
export function allowLoopbackOnly(doors: string | undefined, allowed: ReadonlySet<string>): void {
  const connect = Reflect.get(net.Socket.prototype, 'connect')
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    const {host, port} = whereTo(args)
    if (host !== undefined && allowed.has(host)) return Reflect.apply(connect, this, args)
    const isLoopback = host === undefined || LOOPBACK.test(host)
    if (isLoopback && (doors === undefined || port === undefined)) return Reflect.apply(connect, this, args)
    if (isLoopback) {
      const path = `${doors}/${port}`
      if (existsSync(path)) return Reflect.apply(connect, this, throughDoor(args, path))
    }
    const error = isLoopback
      ? Object.assign(new Error(`connect ECONNREFUSED 127.0.0.1:${port}`), {code: 'ECONNREFUSED'})
      : Object.assign(
          new Error(
            `secrot sandbox: the connection to ${host} was refused; a function here reaches loopback only. ` +
              'An AWS SDK that comes here ignored AWS_ENDPOINT_URL.',
          ),
          {code: 'ESANDBOX'},
        )
    process.nextTick(() => this.destroy(error))
    return this
  }
}

/** The same connection by a socket of the file system. */
function throughDoor(args: readonly unknown[], path: string): readonly unknown[] {
  const [first, ...others] = (Array.isArray(args[0]) ? args[0] : args) as readonly unknown[]
  const listener = others.findLast(other => typeof other === 'function')
  const options = typeof first === 'object' && first !== null ? first : {}
  return [{...options, path}, ...(listener === undefined ? [] : [listener])]
}

// connect takes options, or a port and a host, or a path, or an array of those that Node has put in order already.
function whereTo(args: readonly unknown[]): {host?: string; port?: string} {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0]
  if (typeof first === 'object' && first !== null) {
    const {host, port, path} = first as {host?: unknown; port?: unknown; path?: unknown}
    if (path != null) return {}
    return {...(typeof host === 'string' ? {host} : {}), ...portOf(port)}
  }
  return {...portOf(first), ...(typeof args[1] === 'string' ? {host: args[1]} : {})}
}

function portOf(given: unknown): {port?: string} {
  const text = typeof given === 'number' || typeof given === 'string' ? String(given) : ''
  return /^\d+$/.test(text) ? {port: text} : {}
}
