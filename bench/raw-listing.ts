import {once} from 'node:events'
import {connect, type Socket} from 'node:net'
import {answerIn} from './answer.ts'
import {signedRequest, type Endpoint} from './raw-client.ts'

/** Walks all pages of ListSecrets over one connection, one after the other: nothing sequential can be faster by much. */
export async function listRaw(endpoint: Endpoint): Promise<number> {
  const {hostname, port} = new URL(endpoint.url)
  const socket = connect({host: hostname, port: Number(port), noDelay: true})
  await once(socket, 'connect')
  let secrets = 0
  let token: string | undefined
  do {
    const input = {MaxResults: 100, ...(token === undefined ? {} : {NextToken: token})}
    const page = await ask(socket, await signedRequest(endpoint, 'ListSecrets', input))
    secrets += page.SecretList.length
    token = page.NextToken
  } while (token !== undefined)
  socket.destroy()
  return secrets
}

interface Page {
  readonly SecretList: readonly unknown[]
  readonly NextToken?: string
}

async function ask(socket: Socket, request: Buffer): Promise<Page> {
  socket.write(request)
  const chunks: Buffer[] = []
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    chunks.push(chunk)
    const received = Buffer.concat(chunks)
    const answer = answerIn(received, false)
    if (answer === undefined) continue
    if (answer.status !== 200) throw new Error(`refused: ${received.toString('latin1', 0, 600)}`)
    return JSON.parse(received.toString('utf8', received.indexOf('\r\n\r\n') + 4, answer.length)) as Page
  }
}
