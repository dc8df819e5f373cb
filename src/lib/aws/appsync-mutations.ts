import type {Sensitive} from '../sensitive.ts'
import {change, lazily} from './call.ts'
import type {Clients} from './clients.ts'
import type {AppSyncMutations} from './gateways.ts'

const service = 'appsync'

/** Changes of API keys. Reached through operations/mutate.ts only. */
export function appSyncMutations(clients: Clients): AppSyncMutations {
  const sdk = lazily(() => import('@aws-sdk/client-appsync'))
  const client = lazily(async () => {
    const {AppSyncClient} = await sdk()
    return clients.make(config => new AppSyncClient(config), {actions: service, maxAttempts: 1})
  })

  return {
    setApiKeyExpiry: ({apiId, key, expiresAt}) =>
      change(clients, {action: `${service}:UpdateApiKey`, resource: apiId}, async () => {
        const {UpdateApiKeyCommand} = await sdk()
        const id = textOf(key)
        const command = new UpdateApiKeyCommand({apiId, id, expires: Math.floor(expiresAt / 1000)})
        await withoutKey(id, (await client()).send(command))
      }),

    deleteApiKey: ({apiId, key}) =>
      change(clients, {action: `${service}:DeleteApiKey`, resource: apiId}, async () => {
        const {DeleteApiKeyCommand} = await sdk()
        const id = textOf(key)
        await withoutKey(id, (await client()).send(new DeleteApiKeyCommand({apiId, id})))
      }),
  }
}

function textOf(key: Sensitive): string {
  const value = key.reveal()
  return typeof value === 'string' ? value : Buffer.from(value).toString('utf8')
}

/** AppSync repeats the key in its refusals, and a key's id is the key. */
async function withoutKey(id: string, answer: Promise<unknown>): Promise<void> {
  try {
    await answer
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(id, `…${id.slice(-4)}`)
    throw error
  }
}
