import {
  AppSyncClient,
  CreateApiKeyCommand,
  CreateGraphqlApiCommand,
  ListApiKeysCommand,
  type ApiKey,
  type CreateApiKeyCommandInput,
} from '@aws-sdk/client-appsync'

import type {SandboxOptions} from '../../../src/lib/sandbox/index.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

/** Half past nine, so that rounding to the hour shows. */
export const START = Date.parse('2026-11-22T09:30:00Z')
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

export interface AppSyncBench {
  readonly sandbox: TestSandbox
  readonly client: AppSyncClient
  readonly apiId: string
  createKey(input?: Omit<CreateApiKeyCommandInput, 'apiId'>): Promise<ApiKey>
  /** All of them, over all pages. */
  keys(): Promise<ApiKey[]>
  /** Moves virtual time, and the client's clock with it. */
  advance(ms: number): Promise<void>
}

/** A sandbox whose clock stands still, with one API that takes keys. */
export async function startAppSync(switches: SandboxOptions['switches'] = {}): Promise<AppSyncBench> {
  const sandbox = await startTestSandbox({clock: {mode: 'manual', startAt: START}, switches})
  const client = new AppSyncClient(sandbox.config)
  const created = await client.send(new CreateGraphqlApiCommand({name: 'shop', authenticationType: 'API_KEY'}))
  const apiId = created.graphqlApi?.apiId ?? ''
  return {
    sandbox,
    client,
    apiId,
    async createKey(input = {}) {
      const {apiKey} = await client.send(new CreateApiKeyCommand({apiId, ...input}))
      return apiKey ?? {}
    },
    async keys() {
      const all: ApiKey[] = []
      let nextToken: string | undefined
      do {
        const page = await client.send(new ListApiKeysCommand({apiId, nextToken}))
        all.push(...(page.apiKeys ?? []))
        nextToken = page.nextToken
      } while (nextToken !== undefined)
      return all
    },
    async advance(ms) {
      await sandbox.clock.advance(ms)
      client.config.systemClockOffset = sandbox.clock.now() - Date.now()
    },
  }
}

/** Epoch seconds, as AppSync takes and shows times. */
export const seconds = (at: number): number => at / 1000
