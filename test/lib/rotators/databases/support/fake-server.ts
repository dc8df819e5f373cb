import type {DatabaseKind, Login, Opening, Session} from '../../../../../src/lib/rotators/databases/server.ts'
import {NoTls, ServerFailed} from '../../../../../src/lib/rotators/databases/server-failed.ts'

/** A server with a password for each user, and what happened to it. */
export class FakeServer implements DatabaseKind {
  readonly name = 'Fake'
  readonly engines: readonly string[] = ['fake']
  readonly usualPort = 1234
  readonly usualDatabase = undefined
  readonly longestUser: number = 20
  readonly passwords: Map<string, string>
  /** Logins as `user:password`, and changes as `user=password`. */
  readonly log: string[] = []
  readonly openings: Opening[] = []
  hasTls = true
  /** It has no TLS when this one logs in: somebody has taken it away. */
  strippedFor: string | undefined
  openSessions = 0
  /** What the next connections and changes meet, in turn; undefined: nothing. */
  readonly failures: (ServerFailed | undefined)[] = []
  /** The change happens, its answer is lost. */
  losesReply = false

  constructor(passwords: Readonly<Record<string, string>>) {
    this.passwords = new Map(Object.entries(passwords))
  }

  async open({user, password}: Login, opening: Opening): Promise<Session | undefined> {
    this.openings.push(opening)
    if (opening.tls !== undefined && (!this.hasTls || user === this.strippedFor)) throw new NoTls()
    const failure = this.failures.shift()
    if (failure !== undefined) throw failure
    this.log.push(`${user}:${password}`)
    if (this.passwords.get(user) !== password) return undefined
    this.openSessions += 1
    const change = async (whose: string, to: string) => {
      this.passwords.set(whose, to)
      this.log.push(`${whose}=${to}`)
      if (this.losesReply) throw new ServerFailed('ECONNRESET', true)
    }
    return {
      replacePassword: to => change(user, to),
      setLogin: (whose, to, like) => change(this.passwords.has(whose) ? whose : `${whose} like ${like}`, to),
      close: async () => void (this.openSessions -= 1),
    }
  }
}

/** A value with this login. */
export function aLogin(password: string, more: object = {}): string {
  return JSON.stringify({engine: 'fake', host: 'db.internal', username: 'app', password, ...more})
}
