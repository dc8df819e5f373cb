import type {Call, Principal, Service, ServiceError, World} from '../kernel.ts'
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
    const authorization = readAuthorization(request.headers['authorization'])
    const scope = authorization.kind === 'signed' ? authorization.scope : undefined
    const route = this.#router.find(request, scope)
    if (route.kind === 'unknown') return this.#refuse(this.#nextRequestId(), route, route.error)
    const {clock, identities} = this.#world
    const who = authenticate(request, authorization, {identities, clock, signatures: this.#signatures})
    if (who.kind === 'gone') return {kind: 'cut', tookEffect: false}
    const requestId = this.#nextRequestId()
    try {
      if (who.kind === 'refused') {
        if (authorization.kind === 'signed') this.#world.onRefusedKey?.(authorization.scope.accessKeyId)
        throw authenticationError(who.failure, route.definition.protocol)
      }
      const {region} = (authorization as Extract<Authorization, {kind: 'signed'}>).scope
      return await this.#dispatch(callOf(request, route, {principal: who.principal, region, requestId}), route)
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

  #refuse(requestId: string, route: Route, error: ServiceError): WireOutcome {
    const operation = route.kind === 'found' ? {operation: route.operation.name} : {}
    const service = route.definition === undefined ? {} : {service: route.definition.id}
    this.#dispatcher.noteRefused({...service, ...operation, requestId, error})
    return route.codec.writeError(requestId, error, route.definition)
  }
}

function callOf(
  request: WireRequest,
  {definition, operation, codec, labels}: Found,
  signed: {readonly principal: Principal; readonly region: string; readonly requestId: string},
): Call {
  const input: Input = codec.readInput(request, operation, labels)
  return {
    ...signed,
    service: definition.scope ?? definition.id,
    operation: operation.name,
    input,
    accountId: signed.principal.accountId,
    sourceIp: request.sourceIp,
    userAgent: request.headers['user-agent'] ?? '',
    ...(request.whenGone === undefined ? {} : {whenGone: request.whenGone}),
  }
}
