import {apiArn} from './arns.ts'
import type {ApiKey, GraphqlApi} from './entities.ts'
import {deletionOf, expiryOf} from './keys.ts'

/** Where the endpoints of the APIs are, on the sandbox's one listener. */
export const GRAPHQL_PREFIX = '/_target/appsync/'

/** Address of an API's endpoint. */
export function urlOf(sandboxUrl: string, apiId: string): string {
  return `${sandboxUrl}${GRAPHQL_PREFIX}${apiId}/graphql`
}

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_GraphqlApi.html; there is no real-time endpoint. */
export function apiView(api: GraphqlApi, sandboxUrl: string): Record<string, unknown> {
  return {
    xrayEnabled: false,
    visibility: 'GLOBAL',
    apiType: 'GRAPHQL',
    introspectionConfig: 'ENABLED',
    queryDepthLimit: 0,
    resolverCountLimit: 0,
    ...api.settings,
    name: api.name,
    apiId: api.id,
    authenticationType: api.authenticationType,
    arn: apiArn(api, api.id),
    owner: api.accountId,
    uris: {GRAPHQL: urlOf(sandboxUrl, api.id)},
  }
}

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html: both times in seconds. */
export function keyView(key: ApiKey): Record<string, unknown> {
  const {id, description} = key
  const times = {expires: expiryOf(key) / 1000, deletes: deletionOf(key) / 1000}
  return {id, ...(description === undefined ? {} : {description}), ...times}
}
