import type {AwsCredentialIdentityProvider, MiddlewareStack} from '@smithy/types'
import type {CredentialsOptions} from './credentials.ts'
import type {AwsScope, ScopeFlags} from './gateways.ts'
import type {wireHandler} from './wire.ts'

/** What one run decides for all of its SDK clients. */
export interface ClientsOptions extends CredentialsOptions {
  /** Endpoint of a service, by the prefix of its actions. Absent, or undefined: that of the scope, else AWS's own. */
  readonly endpointOf?: (service: string) => Promise<string | undefined>
  /** Allows http:// to a host that is not this machine. Default: refused, since values would travel in clear. */
  readonly allowInsecureEndpoint?: boolean
  /** In place of the chain of the scope. Absent: the chain. */
  readonly credentials?: AwsCredentialIdentityProvider
  /** Called with each action before it is sent, once per call whatever the retries. */
  readonly noteAction: (action: string) => void
  /** Called with the `Date` of each reply, in epoch milliseconds. */
  readonly noteReplyTime?: (serverTime: number) => void
  /** Waits before a throttled change is sent again. Absent: by the machine's clock. */
  readonly pause?: (ms: number) => Promise<void>
  /** Aborts reads; changes that were sent are always waited for. */
  readonly signal?: AbortSignal
  /** `secrot/0.1.0` split at the slash. */
  readonly userAgent: readonly [name: string, version: string]
}

export interface ClientConfig {
  region: string
  endpoint?: string
  profile?: string
  credentials: AwsCredentialIdentityProvider
  maxAttempts: number
  retryMode: 'standard'
  customUserAgent: [string, string][]
  requestHandler: RequestHandler
}

type RequestHandler = Awaited<ReturnType<typeof wireHandler>>

interface InstrumentedClient<Input extends object, Output extends object> {
  readonly middlewareStack: MiddlewareStack<Input, Output>
}

export interface ClientSettings {
  /** Prefix of the service's IAM actions. */
  readonly actions: string
  /** Absent: 4. */
  readonly maxAttempts?: number
  /** Absent: 30 s. */
  readonly requestTimeoutMs?: number
  /** Absent: those of the scope. */
  readonly credentials?: AwsCredentialIdentityProvider
}

/**
 * Makes the SDK clients of one scope. Region, endpoint, profile, retries, timeouts and user agent are decided here; each
 * gateway imports its own SDK on first use, since one costs 120 to 170 ms.
 */
export class Clients {
  readonly options: ClientsOptions
  #credentials: Promise<AwsCredentialIdentityProvider> | undefined

  constructor(options: ClientsOptions) {
    this.options = options
  }

  get scope(): AwsScope {
    return this.options.scope
  }

  /** The scope as failures tell it. */
  get about(): AwsScope & {readonly flags?: ScopeFlags} {
    const {scope, flags} = this.options
    return {...scope, ...(flags === undefined ? {} : {flags})}
  }

  /** A client made by `create` and watched: its actions are noted, the time of its replies read. */
  async make<Input extends object, Output extends object, Client extends InstrumentedClient<Input, Output>>(
    create: (config: ClientConfig) => Client & InstrumentedClient<Input, Output>,
    settings: ClientSettings,
  ): Promise<Client> {
    const {scope, userAgent} = this.options
    const endpoint = await this.endpoint(settings.actions)
    const client = create({
      region: scope.region,
      ...(endpoint === undefined ? {} : {endpoint}),
      ...(scope.profile === undefined ? {} : {profile: scope.profile}),
      credentials: settings.credentials ?? (await this.credentials()),
      maxAttempts: settings.maxAttempts ?? 4,
      retryMode: 'standard',
      customUserAgent: [[userAgent[0], userAgent[1]]],
      requestHandler: await this.wire(settings.requestTimeoutMs ?? 30_000),
    })
    watch(client.middlewareStack, settings.actions, this.options)
    return client
  }

  /** Where a service is asked, by the prefix of its actions. undefined: where AWS has it. */
  async endpoint(actions: string): Promise<string | undefined> {
    const {scope, endpointOf} = this.options
    return (await endpointOf?.(actions)) ?? scope.endpointUrl
  }

  /** One chain for all clients of the scope, so that a role is assumed and a code asked for once. */
  credentials(): Promise<AwsCredentialIdentityProvider> {
    const {credentials} = this.options
    this.#credentials ??= credentials === undefined ? this.#loadCredentials() : Promise.resolve(credentials)
    return this.#credentials
  }

  async #loadCredentials(): Promise<AwsCredentialIdentityProvider> {
    const {scopeCredentials} = await import('./credentials.ts')
    return scopeCredentials(this.options, await this.wire(30_000))
  }

  /** What sends requests, also those that no SDK client makes. */
  async wire(requestTimeoutMs: number): Promise<RequestHandler> {
    const {wireHandler} = await import('./wire.ts')
    const {env, scope, allowInsecureEndpoint = false} = this.options
    return wireHandler({env, profile: scope.profile, allowInsecureEndpoint, requestTimeoutMs})
  }
}

function watch<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  actions: string,
  options: ClientsOptions,
): void {
  stack.add(
    (next, context) => args => {
      options.noteAction(actionOf(actions, context.commandName ?? ''))
      return next(args)
    },
    {step: 'initialize', name: 'secrotActions'},
  )
  // Inside the deserializer, so that refusals are seen too: their Date tells the time as well.
  stack.add(
    next => async args => {
      const result = await next(args)
      const date = (result.response as {headers?: Record<string, string>}).headers?.['date']
      if (date !== undefined) options.noteReplyTime?.(Date.parse(date))
      return result
    },
    {step: 'deserialize', name: 'secrotWire', priority: 'low'},
  )
}

// Where the IAM action is not named like the API operation
// (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html).
const actionNames: Readonly<Record<string, string>> = {'lambda:Invoke': 'lambda:InvokeFunction'}

function actionOf(prefix: string, commandName: string): string {
  const action = `${prefix}:${commandName.replace(/Command$/, '')}`
  return actionNames[action] ?? action
}
