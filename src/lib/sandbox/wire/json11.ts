import type {Codec} from './codec.ts'
import {readJsonObject} from './json-body.ts'
import type {WireAnswer} from './message.ts'

const CONTENT_TYPE = 'application/x-amz-json-1.1'

/** JSON 1.1: Secrets Manager, CloudWatch Logs, CloudTrail (aws-behaviour section 1.2). */
export const json11: Codec = {
  readInput: request => readJsonObject(request.body),
  writeOutput: (requestId, output) => answer(requestId, 200, JSON.stringify(output ?? {})),
  writeError(requestId, error, definition) {
    const message = error.message === '' ? {} : {[definition?.messageKey(error.code) ?? 'Message']: error.message}
    return answer(requestId, error.status, JSON.stringify({__type: error.code, ...error.members, ...message}))
  },
}

function answer(requestId: string, status: number, body: string): WireAnswer {
  return {kind: 'answer', status, headers: {'x-amzn-requestid': requestId, 'content-type': CONTENT_TYPE}, body}
}
