import type {Authorization, Call} from '../../kernel.ts'
import type {Place} from './state.ts'

/** `arn:aws:logs:…:log-group:NAME`; lists show it with `:*` behind. */
export function groupArn({accountId, region}: Place, name: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`
}

/** The group that a request names by `logGroupName` or, name or ARN, by `logGroupIdentifier`. */
export function groupNamed({input}: Call): string {
  const name = input['logGroupName'] ?? input['logGroupIdentifier']
  if (typeof name !== 'string') return ''
  return name.replace(/^arn:aws:logs:[^:]*:[^:]*:log-group:/, '').replace(/:\*$/, '')
}

/** The question IAM is asked: AWS names a stream in it even where none is meant, and leaves it empty then. */
export function groupQuestion(action: string, call: Call, stream = ''): Authorization {
  const resource = `${groupArn(call, groupNamed(call))}:log-stream:${stream}`
  return {action, resource, resourceAsWritten: resource}
}
