import {timingSafeEqual} from 'node:crypto'

import type {Sandbox} from '../sandbox.ts'
import type {WireAnswer, WireRequest} from '../wire/message.ts'
import {CONTROL_ROUTES} from './routes.ts'
import {ControlRefusal} from './refusal.ts'

export const CONTROL_PREFIX = '/_secrot/'

/** The paths by which commands and tests steer a running sandbox. Whoever has no token learns nothing, not even paths. */
export class ControlApi {
  readonly #sandbox: Sandbox

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  async handle(request: WireRequest): Promise<WireAnswer> {
    if (!this.#isAuthorized(request.headers['authorization'])) {
      return {
        ...answer(401, {message: 'The bearer token is missing or wrong.'}),
        headers: {'www-authenticate': 'Bearer'},
      }
    }
    try {
      return answer(200, await this.#run(request))
    } catch (error) {
      if (error instanceof ControlRefusal) return answer(error.status, {message: error.message})
      throw error
    }
  }

  #isAuthorized(header: string | undefined): boolean {
    const expected = Buffer.from(`Bearer ${this.#sandbox.controlToken}`)
    const given = Buffer.from(header ?? '')
    return given.length === expected.length && timingSafeEqual(given, expected)
  }

  async #run(request: WireRequest): Promise<unknown> {
    const name = `${request.method} ${request.path.slice(CONTROL_PREFIX.length)}`
    const route = Object.hasOwn(CONTROL_ROUTES, name) ? CONTROL_ROUTES[name] : undefined
    if (route === undefined) throw new ControlRefusal('There is no such control path.', 404)
    const answer = await route(this.#sandbox, readBody(request.body), new URLSearchParams(request.query))
    if (request.method !== 'GET') await this.#sandbox.save()
    return answer
  }
}

function readBody(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new ControlRefusal('The body is not JSON.')
  }
}

function answer(status: number, value: unknown): WireAnswer {
  const body = JSON.stringify(value ?? {})
  return {kind: 'answer', status, headers: {'content-type': 'application/json'}, body}
}
