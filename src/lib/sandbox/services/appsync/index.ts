/** AppSync as far as API keys need it: aws-behaviour.md section 12. No schema, no resolver. */
import type {Service, World} from '../../kernel.ts'
import {authenticationTypes} from './entities.ts'
import {createApiKey} from './operations/create-api-key.ts'
import {createGraphqlApi} from './operations/create-graphql-api.ts'
import {deleteApiKey} from './operations/delete-api-key.ts'
import {deleteGraphqlApi} from './operations/delete-graphql-api.ts'
import {getGraphqlApi} from './operations/get-graphql-api.ts'
import {listApiKeys} from './operations/list-api-keys.ts'
import {listGraphqlApis} from './operations/list-graphql-apis.ts'
import {updateApiKey} from './operations/update-api-key.ts'
import type {MakeOperation} from './operation.ts'
import {appSyncSetup, type AppSyncSetup} from './setup.ts'
import {AppSyncState} from './state.ts'

const OPERATIONS: readonly MakeOperation[] = [
  createApiKey,
  createGraphqlApi,
  deleteApiKey,
  deleteGraphqlApi,
  getGraphqlApi,
  listApiKeys,
  listGraphqlApis,
  updateApiKey,
]

/** AppSync, and what its endpoint must know. */
export interface AppSyncService extends Service {
  readonly setup: AppSyncSetup
  /** Whether the API exists and lets this key in; absent: nobody sent one. */
  lets(apiId: string, key: string | undefined): 'in' | 'not in' | 'no such API'
}

export function createAppSync(world: World): AppSyncService {
  const state = new AppSyncState(world)
  const operations = OPERATIONS.map(make => make({world, state}))
  const setup = appSyncSetup(world, state)
  return {
    definition: {
      id: 'appsync',
      protocol: 'rest-json',
      eventSource: 'appsync.amazonaws.com',
      messageKey: () => 'message',
      operations: Object.fromEntries(operations.map(operation => [operation.name, operation])),
    },
    setup,
    lets(apiId, key) {
      const api = state.api(apiId)
      if (api === undefined) return 'no such API'
      const takesKeys = authenticationTypes(api).includes('API_KEY')
      return takesKeys && key !== undefined && setup.accepts(apiId, key) ? 'in' : 'not in'
    },
    snapshot: () => state.snapshot(),
    restore: snapshot => state.restore(snapshot),
  }
}
