import {
  AppSyncClient,
  CreateApiKeyCommand,
  DeleteApiKeyCommand,
  GetGraphqlApiCommand,
  ListApiKeysCommand,
  UpdateApiKeyCommand,
  type ApiKey as KeyOfSdk,
} from '@aws-sdk/client-appsync'
import {isAnswer} from '../call-failed.ts'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'

/** A key of an API. Its id is the key: it goes into no log and no sentence. */
export interface ApiKey {
  readonly id: string
  readonly description: string
  /** Epoch milliseconds. */
  readonly endsAt: number
}

/** What of a key is set; the other half of it is set again as it is, so that no default of AppSync's takes its place. */
type KeyState = Pick<ApiKey, 'description' | 'endsAt'>

/** One API, as AppSync keeps it. */
export class GraphqlApi {
  readonly apiId: string
  readonly #context: Pick<RotatorContext, 'clients' | 'hide'>

  constructor(apiId: string, context: Pick<RotatorContext, 'clients' | 'hide'>) {
    this.apiId = apiId
    this.#context = context
  }

  /** All of its keys, also those that have expired: they are listed for 60 days more. */
  async keys(): Promise<readonly ApiKey[]> {
    const keys: ApiKey[] = []
    let nextToken: string | undefined
    do {
      const page = await this.#appsync.send(new ListApiKeysCommand({apiId: this.apiId, nextToken}))
      for (const key of page.apiKeys ?? []) keys.push(this.#known(key))
      nextToken = page.nextToken
    } while (nextToken)
    return keys
  }

  async create({description, endsAt}: KeyState): Promise<ApiKey> {
    const request = new CreateApiKeyCommand({apiId: this.apiId, description, expires: seconds(endsAt)})
    const {apiKey} = await this.#appsync.send(request)
    if (apiKey === undefined) throw new Refusal('CreateApiKey answered without a key')
    return this.#known(apiKey)
  }

  async update({id}: ApiKey, {description, endsAt}: KeyState): Promise<void> {
    const {apiId} = this
    await this.#appsync.send(new UpdateApiKeyCommand({apiId, id, description, expires: seconds(endsAt)}))
  }

  /** Settles also when another invocation has deleted it. */
  async delete({id}: ApiKey): Promise<void> {
    try {
      await this.#appsync.send(new DeleteApiKeyCommand({apiId: this.apiId, id}))
    } catch (error) {
      if (!isAnswer(error, 'NotFoundException')) throw error
    }
  }

  /** Where its clients send their requests. Refused: it takes no keys. */
  async endpoint(): Promise<string> {
    const {graphqlApi: api} = await this.#appsync.send(new GetGraphqlApiCommand({apiId: this.apiId}))
    const ways = [api, ...(api?.additionalAuthenticationProviders ?? [])].map(way => way?.authenticationType)
    if (!ways.includes('API_KEY')) throw new Refusal(`API ${this.apiId} takes no API keys`)
    const url = api?.uris?.['GRAPHQL']
    if (url === undefined) throw new Refusal(`AppSync names no endpoint of API ${this.apiId}`)
    return url
  }

  get #appsync(): AppSyncClient {
    return this.#context.clients.of(AppSyncClient)
  }

  #known({id, description = '', expires = 0}: KeyOfSdk): ApiKey {
    if (id === undefined) throw new Refusal('AppSync told of a key without its id')
    return {id: this.#context.hide(id), description, endsAt: expires * 1000}
  }
}

const seconds = (ms: number) => Math.floor(ms / 1000)
