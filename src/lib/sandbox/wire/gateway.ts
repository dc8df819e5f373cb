import type {Call, Service, ServiceError, World} from '../kernel.ts'
import {ServiceError as Refusal} from '../kernel.ts'
import type {Dispatcher} from '../dispatcher.ts'
import {authenticate} from './authenticate.ts'
import {authenticationError} from './authentication-errors.ts'
import {readAuthorization, type Authorization} from './authorization.ts'
import type {Input} from './codec.ts'
import type {WireOutcome, WireRequest} from './message.ts'
import {Router, type Route} from './router.ts'
import {SignatureCheck} from './signature.ts'

type Found = Extract<Route, {kind: 'found'}>

/** From a request's bytes to an answer's bytes: find the operation, check who asks, read the input, dispatch, write. */
export class Gateway {
  readonly #world: World
  readonly #dispatcher: Dispatcher
  readonly #router: Router
  readonly #signatures = new SignatureCheck()
  readonly #nextRequestId: () => string

  constructor(
    world: World,
    options: {
      readonly dispatcher: Dispatcher
      readonly services: readonly Service[]
      readonly nextRequestId: () => string
    },
  ) {
    this.#world = world
    this.#dispatcher = options.dispatcher
    this.#router = new Router(options.services)
    this.#nextRequestId = options.nextRequestId
  }

  async handle(request: WireRequest): Promise<WireOutcome> {
    const requestId = this.#nextRequestId()
    const authorization = readAuthorization(request.headers['authorization'])
    const scope = authorization.kind === 'signed' ? authorization.scope : undefined
    const route = this.#router.find(request, scope)
    if (route.kind === 'unknown') return this.#refuse(requestId, route, route.error)
    try {
      const call = this.#callOf(request, route, authorization, requestId)
      return await this.#dispatch(call, route)
    } catch (error) {
      if (error instanceof Refusal) return this.#refuse(requestId, route, error)
      throw error
    }
  }

  async #dispatch(call: Call, route: Found): Promise<WireOutcome> {
    const {definition, operation, codec} = route
    const outcome = await this.#dispatcher.perform(call, route)
    if (outcome.kind === 'cut') return outcome
    if (outcome.kind === 'error') return codec.writeError(call.requestId, outcome.error, definition)
    return codec.writeOutput(call.requestId, outcome.output, definition, operation)
  }

  #callOf(request: WireRequest, route: Found, authorization: Authorization, requestId: string): Call {
    const {definition, operation} = route
    const {clock, identities} = this.#world
    const who = authenticate(request, authorization, {identities, clock, signatures: this.#signatures})
    if (who.kind === 'refused') throw authenticationError(who.failure, definition.protocol)
    const input: Input = route.codec.readInput(request, operation, route.labels)
    return {
      service: definition.id,
      operation: operation.name,
      input,
      principal: who.principal,
      accountId: who.principal.accountId,
      region: (authorization as Extract<Authorization, {kind: 'signed'}>).scope.region,
      requestId,
      sourceIp: request.sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
    }
  }

  #refuse(requestId: string, route: Route, error: ServiceError): WireOutcome {
    const operation = route.kind === 'found' ? {operation: route.operation.name} : {}
    const service = route.definition === undefined ? {} : {service: route.definition.id}
    this.#dispatcher.noteRefused({...service, ...operation, requestId, error})
    return route.codec.writeError(requestId, error, route.definition)
  }
}
