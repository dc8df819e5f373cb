import net from 'node:net'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\]|::ffff:127(\.\d{1,3}){3})$/i

/**
 * Refuses connections to other machines. It guards against accidents, such as an SDK that ignores AWS_ENDPOINT_URL and
 * would reach the real AWS; it cannot hold code that wants to get out.
 */
export function allowLoopbackOnly(): void {
  const connect = Reflect.get(net.Socket.prototype, 'connect')
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    const host = hostOf(args)
    if (host === undefined || LOOPBACK.test(host)) return Reflect.apply(connect, this, args)
    const error = new Error(
      `secrot sandbox: the connection to ${host} was refused; a function here reaches loopback only. ` +
        'An AWS SDK that comes here ignored AWS_ENDPOINT_URL.',
    )
    process.nextTick(() => this.destroy(Object.assign(error, {code: 'ESANDBOX'})))
    return this
  }
}

// connect takes options, or a port and a host, or a path, or an array of those that Node has put in order already.
function hostOf(args: readonly unknown[]): string | undefined {
  const first = Array.isArray(args[0]) ? (args[0] as readonly unknown[])[0] : args[0]
  if (typeof first === 'object' && first !== null) {
    const options = first as {host?: unknown; path?: unknown}
    return options.path == null && typeof options.host === 'string' ? options.host : undefined
  }
  return typeof args[1] === 'string' ? args[1] : undefined
}
