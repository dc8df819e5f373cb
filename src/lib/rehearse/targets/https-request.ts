import {request} from 'node:https'
import {filled} from '../engine/stage.ts'
import type {HttpsRequest} from '../targets-declared.ts'

const PATIENCE_MS = 10_000

/** Members of a JSON value that can stand in a request, by name. */
export function fieldsOf(value: string): Readonly<Record<string, string>> {
  try {
    const members = Object.entries(JSON.parse(value) as Readonly<Record<string, unknown>>)
    return Object.fromEntries(members.flatMap(([name, one]) => (typeof one === 'string' ? [[name, one]] : [])))
  } catch {
    return {}
  }
}

/** Names of the fields that requests want. */
export function fieldsWanted(requests: readonly HttpsRequest[]): readonly string[] {
  const texts = requests.flatMap(({path, headers, body = ''}) => [path, ...Object.values(headers), body])
  return [...new Set(texts.flatMap(text => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name)))]
}

/** Sends a request with fields of a value in it, and answers the status. Throws where there is no answer. */
export function send(
  url: string,
  {method, path, headers, body}: HttpsRequest,
  {fields, ca}: {readonly fields: Readonly<Record<string, string>>; readonly ca?: string | undefined},
): Promise<number> {
  const encoded = Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, encodeURIComponent(text)]))
  const isForm = Object.entries(headers).some(
    ([name, text]) => /^content-type$/i.test(name) && /urlencoded/i.test(text),
  )
  const {promise, resolve, reject} = Promise.withResolvers<number>()
  const sent = request(
    `${url.replace(/\/$/, '')}${filled(path, encoded)}`,
    {
      method,
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, filled(text, fields)])),
      timeout: PATIENCE_MS,
      ...(ca === undefined ? {} : {ca}),
    },
    answer => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    },
  )
  sent.once('error', reject)
  sent.once('timeout', () => sent.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} seconds`)))
  sent.end(body === undefined ? undefined : filled(body, isForm ? encoded : fields))
  return promise
}
