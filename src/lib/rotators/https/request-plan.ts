import {asJsonObject, type JsonObject} from '../json-object.ts'
import {privateUrl} from '../private-url.ts'
import {Refusal} from '../refusal.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const MEMBERS = ['method', 'url', 'headers', 'basic', 'body', 'accepts']

/** A request as a secret describes it. */
export interface RequestPlan {
  /** `requests.test of AWSCURRENT`, for sentences. */
  readonly where: string
  readonly method: string
  readonly url: URL
  /** By their names in small letters; with placeholders. */
  readonly headers: Readonly<Record<string, string>>
  /** User and password of the Authorization header of that name, with placeholders. */
  readonly basic?: {readonly username: string; readonly password: string}
  /** With placeholders in its texts. */
  readonly body?: JsonObject
  /** Statuses that say yes. Absent: 200 to 299. */
  readonly accepts?: readonly number[]
}

/** Reads a request. Refused: what cannot be sent, and an address that a value could be in or that others could read. */
export function planOf(described: unknown, where: string): RequestPlan {
  const refuse = (why: string): never => {
    throw new Refusal(`${where} cannot be used: ${why}`)
  }
  const object = asJsonObject(described) ?? refuse('it is not a JSON object')
  if (Object.keys(object).some(name => !MEMBERS.includes(name)))
    refuse(`it takes ${MEMBERS.join(', ')} and nothing else`)
  const {method = 'POST', basic, body, accepts} = object
  if (typeof method !== 'string' || !METHODS.includes(method)) refuse(`its method is none of ${METHODS.join(', ')}`)
  if (body !== undefined && asJsonObject(body) === undefined) refuse('its body is not a JSON object')
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) refuse(`a ${method} has no body`)
  if (accepts !== undefined && !isStatuses(accepts)) refuse('its accepts is not a list of statuses')
  return {
    where,
    method: method as string,
    url: urlOf(object['url']) ?? refuse('its url is not an https:// address without user and placeholder'),
    headers: headersOf(object['headers'] ?? {}) ?? refuse('its headers are not names with texts'),
    ...(basic === undefined ? {} : {basic: basicOf(basic) ?? refuse('its basic is not a username and a password')}),
    ...(body === undefined ? {} : {body: body as JsonObject}),
    ...(accepts === undefined ? {} : {accepts: accepts as readonly number[]}),
  }
}

/** Addresses are in the logs of everybody on the way, so that no value may be in them. */
function urlOf(text: unknown): URL | undefined {
  if (typeof text !== 'string' || text.includes('{{')) return undefined
  const url = privateUrl(text)
  return url?.username === '' && url.password === '' ? url : undefined
}

function headersOf(described: unknown): RequestPlan['headers'] | undefined {
  const entries = Object.entries(asJsonObject(described) ?? {'': ''}).map(([name, text]) => [name.toLowerCase(), text])
  const isFit = entries.every(([name, text]) => /^[a-z0-9-]+$/.test(String(name)) && typeof text === 'string')
  return isFit ? (Object.fromEntries(entries) as RequestPlan['headers']) : undefined
}

function basicOf(described: unknown): RequestPlan['basic'] {
  const {username, password, ...rest} = asJsonObject(described) ?? {}
  const isFit = typeof username === 'string' && typeof password === 'string' && Object.keys(rest).length === 0
  return isFit ? {username, password} : undefined
}

function isStatuses(described: unknown): boolean {
  const isStatus = (one: unknown) => Number.isInteger(one) && Number(one) >= 200 && Number(one) <= 599
  return Array.isArray(described) && described.length > 0 && described.every(isStatus)
}
