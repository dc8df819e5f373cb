import {GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {setTimeout} from 'node:timers/promises'
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

/** A value that opens nothing is used by being there. */
export const asItIs: Use = async value => {
  if (value === '') throw new Error('there is no value')
}

/** How long clients keep what they have read; the last one reads once and never again. */
const TTLS_MS = [0, 1000, 5000, Number.POSITIVE_INFINITY]
const PAUSE_MS = 100

/** Clients with caches that go on using a secret until they are stopped, over real sockets. */
export class DeployedClients {
  requests = 0
  readonly refused: string[] = []
  readonly #stopping = new AbortController()
  readonly #done: Promise<unknown>

  constructor(sandbox: TestSandbox, SecretId: string, use: Use) {
    const secrets = new SecretsManagerClient(sandbox.config)
    const live = async (ttlMs: number): Promise<void> => {
      let held = {value: '', at: Number.NEGATIVE_INFINITY}
      while (!this.#stopping.signal.aborted) {
        if (performance.now() - held.at >= ttlMs) {
          const {SecretString = ''} = await secrets.send(new GetSecretValueCommand({SecretId}))
          held = {value: SecretString, at: performance.now()}
        }
        this.requests += 1
        await use(held.value).catch((error: unknown) => this.refused.push(`${ttlMs}: ${String(error)}`))
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
