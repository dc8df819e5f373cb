import {RestAnswer, type RestRoute} from '../kernel.ts'
import type {Codec, Input} from './codec.ts'
import {readJsonObject} from './json-body.ts'
import type {WireRequest} from './message.ts'

const CONTENT_TYPE = 'application/json'

/** REST-JSON: Lambda (aws-behaviour section 1.3). */
export const restJson: Codec = {
  readInput(request, operation, labels) {
    const route = operation.route
    if (route === undefined) return {}
    return {...bodyOf(request, route), ...parametersOf(request.query, route), ...headersOf(request, route), ...labels}
  },
  writeOutput(requestId, output, _definition, operation) {
    const identified = {'x-amzn-requestid': requestId}
    if (output instanceof RestAnswer) {
      const headers = {'content-type': CONTENT_TYPE, ...output.headers, ...identified}
      return {kind: 'answer', status: output.status, headers, body: output.body ?? ''}
    }
    const status = operation.route?.status ?? 200
    const headers = {'content-type': CONTENT_TYPE, ...identified}
    return {kind: 'answer', status, headers, body: output === undefined ? '' : JSON.stringify(output)}
  },
  writeError(requestId, error, definition) {
    const headers = {
      'content-type': CONTENT_TYPE,
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': error.code,
    }
    const message = {[definition?.messageKey(error.code) ?? 'message']: error.message}
    return {kind: 'answer', status: error.status, headers, body: JSON.stringify({...error.members, ...message})}
  },
}

function bodyOf(request: WireRequest, route: RestRoute): Input {
  if (route.payload !== undefined) return {[route.payload]: request.body.toString('utf8')}
  return readJsonObject(request.body)
}

function parametersOf(query: string, route: RestRoute): Input {
  const input: Input = {}
  if (query === '') return input
  for (const [name, value] of new URLSearchParams(query)) {
    const member = route.query?.[name] ?? name
    const earlier = input[member]
    if (earlier === undefined) input[member] = value
    else input[member] = Array.isArray(earlier) ? [...(earlier as string[]), value] : [earlier, value]
  }
  return input
}

function headersOf(request: WireRequest, route: RestRoute): Input {
  const input: Input = {}
  for (const [header, member] of Object.entries(route.headers ?? {})) {
    const value = request.headers[header]
    if (value !== undefined) input[member] = value
  }
  return input
}
