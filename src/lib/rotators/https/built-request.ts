import type {HttpRequest} from '../http-status.ts'
import {Refusal} from '../refusal.ts'
import {filledText, type Sources} from './placeholders.ts'
import type {RequestPlan} from './request-plan.ts'

const FORM = 'application/x-www-form-urlencoded'

/** A request with values in it, each encoded as its place wants it. Refused: a place that cannot hold one. */
export function builtRequest(plan: RequestPlan, sources: Sources): HttpRequest {
  const {where, method, basic, body} = plan
  const fill = (text: string) => filledText(text, sources, where)
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  for (const [name, text] of Object.entries(plan.headers)) headers[name] = headerText(fill(text), name, where)
  if (basic !== undefined) {
    const login = Buffer.from(`${fill(basic.username)}:${fill(basic.password)}`)
    headers['authorization'] = `Basic ${login.toString('base64')}`
  }
  if (body === undefined) return {method, headers}
  const isForm = headers['content-type']?.startsWith(FORM) === true
  return {method, headers, body: isForm ? formText(body, fill, where) : jsonText(body, fill)}
}

/** A line break would be the end of the header, and the beginning of another one. */
function headerText(text: string, name: string, where: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  throw new Refusal(`${where} cannot be used: its header ${name} cannot hold what stands there`)
}

/** Texts are filled where they stand, so that no value can be the end of one. */
function jsonText(body: NonNullable<RequestPlan['body']>, fill: (text: string) => string): string {
  return JSON.stringify(body, (_, node: unknown) => (typeof node === 'string' ? fill(node) : node))
}

function formText(body: NonNullable<RequestPlan['body']>, fill: (text: string) => string, where: string): string {
  const members = Object.entries(body).map(([name, text]): [string, string] => {
    if (typeof text !== 'string') throw new Refusal(`${where} cannot be used: members of a form are texts`)
    return [name, fill(text)]
  })
  return new URLSearchParams(members).toString()
}
