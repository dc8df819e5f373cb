import {once} from 'node:events'
import {createServer, type AddressInfo} from 'node:net'
import {setTimeout} from 'node:timers/promises'

const LONGEST_START_MS = 30_000

/** Asks a server that is starting until it answers. Throws what it said last, after half a minute. */
export async function untilItAnswers(ask: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now()
  for (;;) {
    try {
      await ask()
      return
    } catch (error) {
      if (performance.now() - startedAt > LONGEST_START_MS) throw error
      await setTimeout(100)
    }
  }
}

/** A port of loopback that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
