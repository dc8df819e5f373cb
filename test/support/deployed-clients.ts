import {GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {setTimeout} from 'node:timers/promises'
import type {DatabaseKind} from '../../src/lib/rotators/databases/server.ts'
import type {TestSandbox} from './sandbox.ts'

/** How a client uses what it has read; rejects where its target refuses that. */
export type Use = (value: string) => Promise<unknown>

/** A real request of STS with the access key. */
export function withAccessKey({config}: TestSandbox): Use {
  return async value => {
    const {accessKeyId, secretAccessKey} = JSON.parse(value) as {accessKeyId: string; secretAccessKey: string}
    const sts = new STSClient({...config, credentials: {accessKeyId, secretAccessKey}, maxAttempts: 1})
    await sts.send(new GetCallerIdentityCommand({}))
  }
}

/** A real GraphQL request with the API key. */
export function withApiKey(url: string): Use {
  return async value => {
    const {apiKey} = JSON.parse(value) as {apiKey: string}
    const headers = {'x-api-key': apiKey, 'content-type': 'application/json'}
    const {status} = await fetch(url, {method: 'POST', headers, body: JSON.stringify({query: '{__typename}'})})
    if (status === 401 || status === 403) throw new Error(`refused with ${status}`)
  }
}

/** A real login on the database server that the value names. */
export function withLogin(kind: DatabaseKind): Use {
  return async value => {
    const {
      host,
      port,
      username: user,
      password,
    } = JSON.parse(value) as Record<'host' | 'username' | 'password', string> & {
      port: number
    }
    const login = {of: 'AWSCURRENT', host, port, user, password, database: kind.usualDatabase, tls: 'off'} as const
    const session = await kind.open(login, {tls: undefined, timeoutMs: 4000})
    if (session === undefined) throw new Error(`${user} is refused`)
    await session.close()
  }
}

/** A real request with name and password. */
export function withPassword(url: string): Use {
  return async value => {
    const {username, password} = JSON.parse(value) as {username: string; password: string}
    const headers = {'content-type': 'application/json'}
    const {status} = await fetch(`${url}/login`, {
      method: 'POST',
      headers,
      body: JSON.stringify({user: username, password}),
    })
    if (status !== 204) throw new Error(`refused with ${status}`)
  }
}

/** A value that opens nothing is used by being there. */
export const asItIs: Use = async value => {
  if (value === '') throw new Error('there is no value')
}

/** How long clients keep what they have read; the last one reads once and never again. */
const TTLS_MS = [0, 1000, 5000, Number.POSITIVE_INFINITY]
const PAUSE_MS = 100
/** So long a client that reads again takes a refusal for the moment between the new password and its label. */
const PATIENCE_MS = 5000

/** Clients with caches that go on using a secret until they are stopped, over real sockets. */
export class DeployedClients {
  requests = 0
  readonly refused: string[] = []
  /** How often a refusal made a client read again. */
  readAgain = 0
  readonly #stopping = new AbortController()
  readonly #done: Promise<unknown>

  /** `readsAgain`: who is refused reads anew and asks again, and counts as refused after seconds only. */
  constructor(sandbox: TestSandbox, SecretId: string, use: Use, {readsAgain}: {readonly readsAgain: boolean}) {
    const secrets = new SecretsManagerClient(sandbox.config)
    const read = async () => {
      const {SecretString = ''} = await secrets.send(new GetSecretValueCommand({SecretId}))
      return {value: SecretString, at: performance.now()}
    }
    const live = async (ttlMs: number): Promise<void> => {
      let held = {value: '', at: Number.NEGATIVE_INFINITY}
      const request = async (until: number): Promise<void> => {
        this.requests += 1
        try {
          await use(held.value)
        } catch (error) {
          if (!readsAgain || performance.now() > until) {
            this.refused.push(`${ttlMs}: ${String(error)}`)
            return
          }
          this.readAgain += 1
          await setTimeout(PAUSE_MS)
          held = await read()
          await request(until)
        }
      }
      while (!this.#stopping.signal.aborted) {
        if (performance.now() - held.at >= ttlMs) held = await read()
        await request(performance.now() + PATIENCE_MS)
        await setTimeout(PAUSE_MS)
      }
    }
    this.#done = Promise.all(TTLS_MS.map(live))
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#done
  }
}
