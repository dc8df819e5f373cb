import type {WireAnswer} from '../wire/message.ts'

/** Bodies of refusals, by status. 401 is AppSync's own (https://docs.aws.amazon.com/appsync/latest/devguide/cloudtrail-logging.html shows it); the others are own texts. */
const REFUSALS: Readonly<Record<number, readonly [errorType: string, message: string]>> = {
  400: ['MalformedHttpRequestException', 'Unable to parse GraphQL query.'],
  401: ['UnauthorizedException', 'You are not authorized to make this call.'],
  403: ['AccessDeniedException', 'Access to this API is denied.'],
  404: ['NotFoundException', 'There is no such API.'],
  405: ['MethodNotAllowedException', 'A query is sent by POST.'],
  429: ['TooManyRequestsException', 'Rate exceeded'],
  500: ['InternalFailureException', 'An internal error occurred.'],
}

/** Without a schema this is the one field there is. */
const TYPENAME = /^\s*(?:query\b[^{}]*)?\{\s*__typename\s*\}\s*$/

/** The answer to a request whose key was taken; undefined: it is no query. */
export function queryAnswer(body: Buffer): string | undefined {
  const query = queryOf(body)
  if (query === undefined) return undefined
  if (TYPENAME.test(query)) return JSON.stringify({data: {__typename: 'Query'}})
  const message = 'The sandbox has no schema: __typename is the one field that it answers.'
  return JSON.stringify({data: null, errors: [{path: null, locations: null, message}]})
}

/** A reply of the endpoint. It has no headers for other origins: no web page may read it. */
export function graphqlAnswer({status, body}: {readonly status: number; readonly body?: string}): WireAnswer {
  const refusal = REFUSALS[status]
  const headers = {
    'content-type': 'application/json;charset=UTF-8',
    ...(refusal === undefined ? {} : {'x-amzn-errortype': refusal[0]}),
    ...(status === 405 ? {allow: 'POST'} : {}),
  }
  return {kind: 'answer', status, headers, body: body ?? refusalBody(refusal)}
}

function refusalBody([errorType, message] = ['', ''] as readonly [string, string]): string {
  return JSON.stringify({errors: [{errorType, message}]})
}

function queryOf(body: Buffer): string | undefined {
  try {
    const {query} = JSON.parse(body.toString('utf8')) as {query?: unknown}
    return typeof query === 'string' && query !== '' ? query : undefined
  } catch {
    return undefined
  }
}
