import type {TrailWriter} from '../../kernel.ts'
import type {Details} from './chunk.ts'

type ApiEvent = Parameters<TrailWriter['api']>[0]

/** What an API event keeps beside its columns: little for a successful read, of which there are most. */
export function detailsOf(event: ApiEvent, shared?: {readonly sharedId: string; readonly copyOf?: number}): Details {
  const {requestParameters, responseElements, errorCode, errorMessage, call} = event
  const base = {requestId: call.requestId, requestParameters}
  if (shared === undefined && errorCode === undefined && responseElements === null) return base
  const error = errorCode === undefined ? {} : {errorCode, errorMessage: errorMessage ?? ''}
  return {...base, more: {responseElements, ...error, ...shared}}
}
