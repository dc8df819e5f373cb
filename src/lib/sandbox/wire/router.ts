import {ServiceError, type OperationDefinition, type Service, type ServiceDefinition} from '../kernel.ts'
import type {SignedScope} from './authorization.ts'
import type {Codec} from './codec.ts'
import {ec2} from './ec2.ts'
import {json11} from './json11.ts'
import type {WireRequest} from './message.ts'
import {PathRouter} from './path-router.ts'
import {formOf, query} from './query.ts'
import {restJson} from './rest-json.ts'

export type Route =
  | {
      readonly kind: 'found'
      readonly definition: ServiceDefinition
      readonly codec: Codec
      readonly operation: OperationDefinition
      readonly labels: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'unknown'
      readonly definition: ServiceDefinition | undefined
      readonly codec: Codec
      readonly error: ServiceError
    }

const CODECS: Readonly<Record<ServiceDefinition['protocol'], Codec>> = {
  'json-1.1': json11,
  'rest-json': restJson,
  query,
  ec2,
}

const NO_LABELS = {}

/**
 * Finds the operation a request means: by the service of the signature's scope, then by `X-Amz-Target`, then by path or
 * form field (aws-behaviour section 1.1). The operation is looked up before the signature is checked, as AWS does.
 */
export class Router {
  /** By the service of the scope; two APIs may share one. */
  readonly #services = new Map<string, readonly ServiceDefinition[]>()
  readonly #targets = new Map<string, ServiceDefinition>()
  readonly #versions = new Map<string, ServiceDefinition>()
  readonly #paths = new Map<ServiceDefinition, PathRouter>()

  constructor(services: readonly Service[]) {
    for (const {definition} of services) {
      const {id, scope = id} = definition
      this.#services.set(scope, [...(this.#services.get(scope) ?? []), definition])
      for (const prefix of targetPrefixes(definition)) this.#targets.set(prefix, definition)
      if (isForm(definition)) this.#versions.set(definition.version ?? '', definition)
      if (definition.protocol === 'rest-json') {
        this.#paths.set(definition, new PathRouter(Object.values(definition.operations)))
      }
    }
  }

  find(request: WireRequest, scope: SignedScope | undefined): Route {
    const definition = scope === undefined ? this.#unsigned(request) : this.#signed(request, scope)
    if (definition === undefined) return unknownService(request, scope)
    if (definition.protocol === 'json-1.1') return byTarget(request, definition)
    return isForm(definition) ? byAction(request, definition) : this.#byPath(request, definition)
  }

  /** APIs of one scope are told apart by the path: what is under `/` alone is no rest-json (aws-behaviour section 1.1). */
  #signed(request: WireRequest, scope: SignedScope): ServiceDefinition | undefined {
    const sharing = this.#services.get(scope.service) ?? []
    if (sharing.length < 2) return sharing[0]
    return sharing.find(({protocol}) => (protocol === 'rest-json') === (request.path !== '/'))
  }

  #byPath(request: WireRequest, definition: ServiceDefinition): Route {
    const match = this.#paths.get(definition)?.find(request.method, request.path)
    if (match !== undefined) return {kind: 'found', definition, codec: restJson, ...match}
    const error = new ServiceError('UnknownOperationException', '', 404)
    return {kind: 'unknown', definition, codec: restJson, error}
  }

  #unsigned(request: WireRequest): ServiceDefinition | undefined {
    const target = request.headers['x-amz-target']
    if (target !== undefined) return this.#targets.get(target.slice(0, target.lastIndexOf('.')))
    for (const [definition, paths] of this.#paths) {
      if (paths.find(request.method, request.path) !== undefined) return definition
    }
    return this.#versions.get(formOf(request).get('Version') ?? '')
  }
}

/**
 * CloudTrail's model has a target with a namespace, which botocore sends; the JavaScript SDK sends the part after the
 * last dot alone, and AWS takes both.
 */
function targetPrefixes({targetPrefix}: ServiceDefinition): readonly string[] {
  if (targetPrefix === undefined) return []
  const short = targetPrefix.slice(targetPrefix.lastIndexOf('.') + 1)
  return short === targetPrefix ? [targetPrefix] : [targetPrefix, short]
}

function byTarget(request: WireRequest, definition: ServiceDefinition): Route {
  const target = request.headers['x-amz-target'] ?? ''
  const end = target.lastIndexOf('.')
  const name = targetPrefixes(definition).includes(target.slice(0, end)) ? target.slice(end + 1) : ''
  const operation = operationOf(definition, name)
  if (operation !== undefined) return {kind: 'found', definition, codec: json11, operation, labels: NO_LABELS}
  return {kind: 'unknown', definition, codec: json11, error: new ServiceError('UnknownOperationException', '')}
}

function byAction(request: WireRequest, definition: ServiceDefinition): Route {
  const form = formOf(request)
  const action = form.get('Action')
  const operation = action === null ? undefined : operationOf(definition, action)
  const codec = CODECS[definition.protocol]
  if (operation !== undefined) return {kind: 'found', definition, codec, operation, labels: NO_LABELS}
  return {kind: 'unknown', definition, codec, error: unknownAction(action, form.get('Version'))}
}

/** Both are told apart by Version and Action of a form. */
function isForm({protocol}: ServiceDefinition): boolean {
  return protocol === 'query' || protocol === 'ec2'
}

function unknownAction(action: string | null, version: string | null): ServiceError {
  if (action === null) return new ServiceError('MissingAction', 'The request is missing an action.')
  const sentence = `Could not find operation ${action} for version ${version ?? 'NO_VERSION_SPECIFIED'}`
  return new ServiceError('InvalidAction', sentence)
}

/** Own properties only: a request that names `constructor` finds nothing. */
function operationOf(definition: ServiceDefinition, name: string): OperationDefinition | undefined {
  return Object.hasOwn(definition.operations, name) ? definition.operations[name] : undefined
}

/** On AWS there would be no such host; the protocol is guessed so that the client can read the refusal. */
function unknownService(request: WireRequest, scope: SignedScope | undefined): Route {
  const named = scope === undefined ? 'the service of this request' : scope.service
  const message = `The sandbox does not serve ${named}.`
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  const codec = isForm ? CODECS.query : request.headers['x-amz-target'] === undefined ? restJson : json11
  const code = isForm ? 'InvalidAction' : 'UnknownOperationException'
  const status = codec === restJson ? 404 : 400
  return {kind: 'unknown', definition: undefined, codec, error: new ServiceError(code, message, status)}
}
