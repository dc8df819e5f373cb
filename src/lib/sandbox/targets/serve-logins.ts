import * as v from 'valibot'

import type {WireAnswer, WireOutcome, WireRequest} from '../wire/message.ts'
import {LOGINS_PREFIX, type Logins} from './logins.ts'

const Body = v.object({
  user: v.string(),
  password: v.string(),
  newPassword: v.optional(v.string()),
  target: v.optional(v.string()),
})

/** `POST /_target/logins/<service>/login|password|admin` with a JSON body. Answers carry a status and nothing else. */
export async function serveLogins(logins: Logins, request: WireRequest): Promise<WireOutcome> {
  const [service = '', operation = '', ...rest] = request.path.slice(LOGINS_PREFIX.length).split('/')
  const body = readBody(request.body)
  if (request.method !== 'POST' || rest.length > 0) return status(404)
  if (body === undefined) return status(400)
  const outcome = await logins.ask(service, operation, body)
  if (outcome.kind === 'past') return status(503)
  return outcome.kind === 'cut' ? outcome : status(outcome.status)
}

function readBody(bytes: Buffer): v.InferOutput<typeof Body> | undefined {
  try {
    const parsed = v.safeParse(Body, JSON.parse(bytes.toString('utf8')))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}

function status(code: number): WireAnswer {
  return {kind: 'answer', status: code, headers: {}, body: ''}
}
