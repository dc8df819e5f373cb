import {once} from 'node:events'
import {createServer, type AddressInfo} from 'node:net'
import {describe, expect, it, onTestFinished} from 'vitest'

import {withoutPython} from '../../support/python.ts'
import {pacedBench} from './support/paced.ts'

/** A server that is no AWS: it says a word after a while, and then keeps the connection. Returns its port. */
async function slowServer(): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    setTimeout(() => socket.write('word'), 300)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const NODE = `import net from 'node:net'
import {once} from 'node:events'
export const handler = async ({port}) => {
  const at = Date.now()
  const socket = net.connect(port, '127.0.0.1')
  const [said] = await once(socket, 'data')
  const heard = Date.now() - at
  await new Promise(resolve => setTimeout(resolve, 600_000))
  socket.destroy()
  return [said.toString(), heard, Date.now() - at]
}`
const PYTHON = `
import socket, time
def handler(event, context):
    at = time.time()
    with socket.create_connection(("127.0.0.1", event["port"])) as connection:
        said = connection.recv(9).decode()
        heard = time.time() - at
        time.sleep(600)
    return [said, round(heard * 1000), round((time.time() - at) * 1000)]
`

describe('a process that waits in virtual time and speaks to something that is not the sandbox', () => {
  it('waits in real time for what comes from there, in Node', async () => {
    await using bench = await pacedBench()
    await bench.create('hears', {'index.mjs': NODE})

    expect((await bench.invoke('hears', {port: await slowServer()})).payload).toEqual(['word', 0, 600_000])
  })

  it.skipIf(withoutPython() !== undefined)('waits in real time for what comes from there, in Python', async () => {
    await using bench = await pacedBench()
    await bench.create('hears', {'app.py': PYTHON}, {Runtime: 'python3.11', Handler: 'app.handler'})

    expect((await bench.invoke('hears', {port: await slowServer()})).payload).toEqual(['word', 0, 600_000])
  })
})
