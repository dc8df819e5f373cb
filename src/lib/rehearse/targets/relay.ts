import {once} from 'node:events'
import {createServer, type AddressInfo, type Server, type Socket} from 'node:net'
import type {Sandbox} from '../../sandbox/index.ts'
import type {Conversation} from './conversation.ts'
import {Link} from './link.ts'

export interface RelayOptions<Talk extends Conversation> {
  readonly gate: Sandbox['gate']
  readonly service: 'postgres' | 'mysql'
  readonly host: string
  readonly port: number
  readonly converse: () => Talk
}

/**
 * Stands on loopback between a function and a server of the user's. Each connection is one call, `connect`, that faults of
 * the sandbox strike.
 */
export class Relay<Talk extends Conversation> {
  readonly #options: RelayOptions<Talk>
  readonly #server: Server
  #links = new Map<number, Link<Talk>>()
  #count = 0

  private constructor(options: RelayOptions<Talk>) {
    this.#options = options
    this.#server = createServer({allowHalfOpen: true}, client => void this.#serve(client))
  }

  static async open<Talk extends Conversation>(options: RelayOptions<Talk>): Promise<Relay<Talk>> {
    const relay = new Relay(options)
    relay.#server.listen(0, '127.0.0.1')
    await once(relay.#server, 'listening')
    return relay
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** What was overheard on a connection, by the number that is the input of its call. */
  conversation(number: unknown): Talk | undefined {
    return this.#links.get(Number(number))?.conversation
  }

  /** Ends every connection and forgets it. */
  clear(): void {
    for (const link of this.#links.values()) link.cut()
    this.#links = new Map()
  }

  async close(): Promise<void> {
    this.clear()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #serve(client: Socket): Promise<void> {
    const {gate, service, host, port, converse} = this.#options
    const connection = this.#count++
    const link = new Link(client, converse(), () => gate.awaitOutside())
    this.#links.set(connection, link)
    const recordedAs = {service, operation: 'connect'}
    let opened = false
    const outcome = await gate.pass({service, operation: 'connect', input: {connection}, recordedAs}, async answer => {
      opened = true
      const opening = await link.open({host, port}, answer)
      if (opening === 'unreachable') return {status: 502, tookEffect: false}
      return opening === 'refused' ? {status: 401, tookEffect: false} : {status: 200, tookEffect: true}
    })
    if (outcome.kind !== 'answer') link.cut()
    else if (opened) link.flow()
    else link.refuse(outcome.status)
  }
}
