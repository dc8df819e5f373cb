import {SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import type {MiddlewareStack} from '@smithy/types'
import type {Budget} from './budget.ts'
import {CallFailed} from './call-failed.ts'
import {secretsManagerEndpoint} from './endpoint.ts'
import {Refusal} from './refusal.ts'

/** Tries of one call; the SDK waits longer before each. */
const ATTEMPTS = 5
const CONNECTION_TIMEOUT_MS = 2000
const REQUEST_TIMEOUT_MS = 4000

/** What each client is made with. */
export interface ClientConfig {
  readonly maxAttempts: number
  readonly retryMode: 'standard'
  readonly requestHandler: {
    readonly connectionTimeout: number
    readonly requestTimeout: number
    readonly throwOnRequestTimeout: true
  }
  readonly endpoint?: string
  readonly credentials?: {readonly accessKeyId: string; readonly secretAccessKey: string}
}

/** What a client of its own is made with in place of that. */
export interface OwnConfig extends Partial<Pick<ClientConfig, 'endpoint' | 'credentials' | 'maxAttempts'>> {
  readonly answerMs?: number
}

interface Client<Input extends object, Output extends object> {
  readonly middlewareStack: MiddlewareStack<Input, Output>
  destroy(): void
}

type ClientClass<Input extends object, Output extends object, Made extends Client<Input, Output>> = new (
  config: ClientConfig,
) => Made & Client<Input, Output>

/**
 * SDK clients of one invocation. Each call ends with an answer, or with an error that names operation and code alone, and
 * before the time limit of the function.
 */
export class Clients {
  readonly #budget: Budget
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #made: {destroy(): void}[] = []
  readonly #shared = new Map<unknown, unknown>()
  #secretsManager: SecretsManagerClient | undefined

  constructor(budget: Budget, env: Readonly<Record<string, string | undefined>>) {
    this.#budget = budget
    this.#env = env
  }

  /** Secrets Manager has variables of its own for where it is. */
  secretsManager(): SecretsManagerClient {
    const endpoint = secretsManagerEndpoint(this.#env)
    return (this.#secretsManager ??= this.make(SecretsManagerClient, endpoint === undefined ? {} : {endpoint}))
  }

  /** The client of a class of the SDK, the same each time: `clients.of(IAMClient)`. */
  of<Input extends object, Output extends object, Made extends Client<Input, Output>>(
    ClientClass: ClientClass<Input, Output, Made>,
  ): Made {
    const known = this.#shared.get(ClientClass) as Made | undefined
    const client = known ?? this.make(ClientClass)
    this.#shared.set(ClientClass, client)
    return client
  }

  /**
   * A client of its own, such as one with the credentials that are to be tested. `answerMs`: how long an answer is waited
   * for, where it takes longer than those of AWS do.
   */
  make<Input extends object, Output extends object, Made extends Client<Input, Output>>(
    ClientClass: ClientClass<Input, Output, Made>,
    {answerMs = REQUEST_TIMEOUT_MS, ...config}: OwnConfig = {},
  ): Made {
    const client = new ClientClass({
      maxAttempts: ATTEMPTS,
      retryMode: 'standard',
      requestHandler: {
        connectionTimeout: CONNECTION_TIMEOUT_MS,
        requestTimeout: answerMs,
        throwOnRequestTimeout: true,
      },
      ...config,
    })
    this.#watch(client)
    this.#made.push(client)
    return client
  }

  /** Cuts what is still open. */
  close(): void {
    for (const client of this.#made) client.destroy()
  }

  #watch<Input extends object, Output extends object>({middlewareStack}: Client<Input, Output>): void {
    middlewareStack.add(
      (next, {commandName = 'a call'}) =>
        async args => {
          const operation = commandName.replace(/Command$/, '')
          try {
            return await this.#budget.within(() => next(args), `the answer to ${operation}`)
          } catch (error) {
            throw error instanceof Refusal ? error : new CallFailed(operation, error)
          }
        },
      {step: 'initialize', priority: 'high', name: 'secrot-failures'},
    )
  }
}
