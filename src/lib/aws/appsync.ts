import type {ApiKey} from '@aws-sdk/client-appsync'
import {Sensitive} from '../sensitive.ts'
import {lazily, orMissing, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {ApiKeyInfo, AppSyncGateway} from './gateways.ts'
import {sendQuery} from './graphql.ts'
import {nextPageToken} from './page-token.ts'
import {present} from './present.ts'

const service = 'appsync'

/** Reads of AppSync's APIs and their keys, and a request to an API itself. The SDK is loaded with the first call. */
export function appSyncGateway(clients: Clients): AppSyncGateway {
  const sdk = lazily(() => import('@aws-sdk/client-appsync'))
  const client = lazily(async () => {
    const {AppSyncClient} = await sdk()
    return clients.make(config => new AppSyncClient(config), {actions: service})
  })

  return {
    apiKeys: (apiId, options) =>
      orMissing(
        read(clients, {action: `${service}:ListApiKeys`, resource: apiId}, options, async send => {
          const {ListApiKeysCommand} = await sdk()
          const keys: ApiKeyInfo[] = []
          let token: string | undefined
          do {
            const page = await (
              await client()
            ).send(new ListApiKeysCommand({apiId, maxResults: 25, ...present({nextToken: token})}), send)
            keys.push(...(page.apiKeys ?? []).map(toKey))
            token = nextPageToken(token, page.nextToken)
          } while (token !== undefined)
          return keys
        }),
      ),

    api: (apiId, options) =>
      orMissing(
        read(clients, {action: `${service}:GetGraphqlApi`, resource: apiId}, options, async send => {
          const {GetGraphqlApiCommand} = await sdk()
          const {graphqlApi} = await (await client()).send(new GetGraphqlApiCommand({apiId}), send)
          const further = graphqlApi?.additionalAuthenticationProviders ?? []
          const types = [graphqlApi?.authenticationType, ...further.map(one => one.authenticationType)]
          return {apiId, takesKeys: types.includes('API_KEY'), ...present({url: graphqlApi?.uris?.['GRAPHQL']})}
        }),
      ),

    query: ({url, key}, options) => sendQuery(clients, {url, key, signal: options?.signal ?? clients.options.signal}),
  }
}

/** Both times are in seconds (https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html). */
function toKey({id, expires, description}: ApiKey): ApiKeyInfo {
  return {key: new Sensitive(id ?? ''), expiresAt: (expires ?? 0) * 1000, ...present({description})}
}
