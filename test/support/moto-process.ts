import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {createServer, type AddressInfo} from 'node:net'
import {setTimeout} from 'node:timers/promises'

/** Where it listens, and a credential that it takes. */
interface Endpoint {
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const LONGEST_START_MS = 60_000

export interface MotoProcess extends AsyncDisposable {
  readonly endpoint: Endpoint
}

/** moto_server in a process of its own. Throws when it does not listen within a minute. */
export async function startMotoProcess(file: string): Promise<MotoProcess> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(file, ['-H', '127.0.0.1', '-p', String(port)], {stdio: 'ignore'})
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  try {
    await Promise.race([untilItListens(url), ended.then(() => Promise.reject(new Error(`${file} ended at once`)))])
  } catch (error) {
    await stop()
    throw error
  }
  return {
    // moto checks no signature; the example key of AWS's documentation does.
    endpoint: {url, region: 'eu-central-1', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any'},
    [Symbol.asyncDispose]: stop,
  }
}

async function untilItListens(url: string): Promise<void> {
  const startedAt = performance.now()
  for (;;) {
    try {
      await fetch(`${url}/moto-api/`, {signal: AbortSignal.timeout(5_000)})
      return
    } catch (error) {
      if (performance.now() - startedAt > LONGEST_START_MS) throw error
      await setTimeout(200)
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
