import type {Input, Codec} from './codec.ts'
import {readForm} from './form.ts'
import type {WireAnswer} from './message.ts'
import {formOf} from './query.ts'
import {escapeXml} from './xml.ts'

/**
 * EC2's variant of Query: lists have numbers without `member`, an answer has no Result element, its lists have `<item>`, and
 * refusals stand in `<Errors>`. https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export const ec2: Codec = {
  readInput: request => listed(readForm(formOf(request))) as Input,
  writeOutput(requestId, output, definition, operation) {
    const root = `${operation.name}Response`
    const body = `${element('requestId', requestId)}${content(output ?? {})}`
    return answer(requestId, 200, `<${root} xmlns="${definition.xmlns}">${body}</${root}>`)
  },
  writeError(requestId, error) {
    const details = element('Error', {Code: error.code, Message: error.message})
    return answer(
      requestId,
      error.status,
      `<Response><Errors>${details}</Errors>${element('RequestID', requestId)}</Response>`,
    )
  },
}

/** `{1: a, 2: b}` is a list. */
function listed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([name, member]) => [name, listed(member)] as const)
  if (entries.length === 0 || entries.some(([name]) => !/^\d+$/.test(name))) return Object.fromEntries(entries)
  return entries.toSorted(([one], [other]) => Number(one) - Number(other)).map(([, member]) => member)
}

function element(name: string, value: unknown): string {
  return value === undefined ? '' : `<${name}>${content(value)}</${name}>`
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map(item => element('item', item)).join('')
  if (typeof value !== 'object' || value === null) return escapeXml(String(value))
  return Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('')
}

function answer(requestId: string, status: number, body: string): WireAnswer {
  const headers = {'x-amzn-requestid': requestId, 'content-type': 'text/xml;charset=UTF-8'}
  return {kind: 'answer', status, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`}
}
