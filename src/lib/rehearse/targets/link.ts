import {connect, type Socket} from 'node:net'
import type {Conversation, Turn} from './conversation.ts'

/** What became of the login on a connection. */
export type Opening = 'let-in' | 'refused' | 'unreachable'

/** One connection through a relay: nothing flows before it is opened. */
export class Link<Talk extends Conversation = Conversation> {
  readonly conversation: Talk
  readonly #client: Socket
  #server: Socket | undefined
  #kept: Buffer[] = []
  #flows = false
  readonly #awaitServer: () => () => void
  #answerCame: (() => void) | undefined

  /** `awaitServer`: told when the server owes an answer; its result is, when it came. */
  constructor(client: Socket, conversation: Talk, awaitServer: () => () => void) {
    this.#client = client
    this.conversation = conversation
    this.#awaitServer = awaitServer
    // Whoever cuts a connection is no failure of the relay.
    client.on('error', () => client.destroy())
  }

  /**
   * Lets both sides talk. `sent`: up to what the server says to the login, which is kept back until `flow`. `lost`: up to
   * the server's answer to a change, or to a refused login, which never reaches the function.
   */
  open(address: {readonly host: string; readonly port: number}, answer: 'sent' | 'lost'): Promise<Opening> {
    const client = this.#client
    const server = connect(address)
    this.#server = server
    this.#owes(true)
    const {promise, resolve} = Promise.withResolvers<Opening>()
    let isUp = false
    let opaque = 0
    const isEnd = (turn: Turn | undefined) => {
      if (answer === 'sent') return turn !== undefined
      // Of what cannot be read the first words are a greeting, and the next ones an answer.
      if (turn === 'opaque' || opaque > 0) opaque += 1
      return turn === 'statement' || turn === 'refused' || opaque > 1
    }
    let ended = false
    server.once('connect', () => (isUp = true))
    server.on('data', bytes => {
      this.#owes(false)
      if (this.#flows) {
        client.write(bytes)
        return
      }
      const turn = ended ? undefined : this.conversation.answered(bytes)
      ended ||= isEnd(turn)
      if (!ended) client.write(bytes)
      else if (answer === 'sent') this.#kept.push(bytes)
      if (ended) resolve(turn === 'refused' ? 'refused' : 'let-in')
    })
    client.on('data', bytes => {
      this.conversation.asked(bytes)
      this.#owes(true)
      server.write(bytes)
    })
    server.on('error', () => server.destroy())
    server.on('close', () => {
      this.#owes(false)
      resolve(isUp ? 'let-in' : 'unreachable')
      if (this.#flows || !ended) client.end()
    })
    client.on('end', () => server.end())
    client.on('close', () => {
      server.destroy()
      resolve('let-in')
    })
    return promise
  }

  #owes(answer: boolean): void {
    this.#answerCame?.()
    this.#answerCame = answer ? this.#awaitServer() : undefined
  }

  /** What was kept back goes out, and everything that follows. */
  flow(): void {
    this.#flows = true
    for (const bytes of this.#kept) this.#client.write(bytes)
    this.#kept = []
    if (this.#server === undefined || this.#server.destroyed) this.#client.end()
  }

  /** Answers as a server that lets nobody in. It is not opened. */
  refuse(status: number): void {
    const answer = () => this.#client.end(this.conversation.refusal(status))
    if (this.conversation.opens === 'server') answer()
    else this.#client.once('data', answer)
  }

  cut(): void {
    this.#client.resetAndDestroy()
    this.#server?.destroy()
  }
}
