import {randomBytes} from 'node:crypto'
import type {Listener} from '../../wire/listener.ts'
import {listenOnLoopback} from '../../wire/listener.ts'

/** Serves packages for `Code.Location`, in place of S3's presigned URLs. */
export interface CodeServer {
  /** URL from which these bytes can be fetched without further proof; it is as secret as a presigned one. */
  urlOf(code: Uint8Array, codeSha256: string): Promise<string>
  stop(): Promise<void>
}

/** Listens from the first URL that is asked for. */
export function createCodeServer(): CodeServer {
  const offered = new Map<string, Uint8Array>()
  const secret = randomBytes(24).toString('hex')
  let listener: Promise<Listener> | undefined
  const listen = () =>
    listenOnLoopback(0, (request, response) => {
      const code = request.method === 'GET' ? offered.get(request.url ?? '') : undefined
      if (code === undefined) response.writeHead(403).end()
      else response.writeHead(200, {'content-type': 'application/zip', 'content-length': code.length}).end(code)
    })
  return {
    async urlOf(code, codeSha256) {
      listener ??= listen()
      const path = `/${secret}/${Buffer.from(codeSha256, 'base64').toString('hex')}`
      offered.set(path, code)
      return `http://127.0.0.1:${(await listener).port}${path}`
    },
    async stop() {
      await (await listener)?.stop()
      listener = undefined
    },
  }
}
