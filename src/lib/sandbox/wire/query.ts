import type {ServiceDefinition} from '../kernel.ts'
import type {Codec} from './codec.ts'
import {readForm} from './form.ts'
import type {WireAnswer, WireRequest} from './message.ts'
import {element, members} from './xml.ts'

/** Query: IAM and STS (aws-behaviour section 1.4). */
export const query: Codec = {
  readInput: request => readForm(formOf(request)),
  writeOutput(requestId, output, definition, operation) {
    const result =
      output === undefined ? '' : `<${operation.name}Result>${members(output as object)}</${operation.name}Result>`
    const metadata = `<ResponseMetadata>${element('RequestId', requestId)}</ResponseMetadata>`
    const root = `${operation.name}Response`
    return answer(requestId, 200, `<${root} xmlns="${definition.xmlns}">${result}${metadata}</${root}>`)
  },
  writeError(requestId, error, definition) {
    const details = {
      Type: error.status >= 500 ? 'Receiver' : 'Sender',
      Code: error.code,
      Message: error.message,
      ...error.members,
    }
    const body = `${element('Error', details)}${element('RequestId', requestId)}`
    return answer(requestId, error.status, `<ErrorResponse xmlns="${xmlnsOf(definition)}">${body}</ErrorResponse>`)
  },
}

/** Fields of the body, or of the address for a GET. */
export function formOf(request: WireRequest): URLSearchParams {
  return new URLSearchParams(request.method === 'GET' ? request.query : request.body.toString('utf8'))
}

function xmlnsOf(definition: ServiceDefinition | undefined): string {
  return definition?.xmlns ?? 'http://webservices.amazon.com/AWSFault/2005-15-09'
}

function answer(requestId: string, status: number, body: string): WireAnswer {
  return {
    kind: 'answer',
    status,
    headers: {'x-amzn-requestid': requestId, 'content-type': 'text/xml'},
    body: `${body}\n`,
  }
}
