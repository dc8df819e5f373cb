import type {Seen, StepResult} from './observation.ts'

/** Lines of Lambda itself, which speak of memory used. */
const PLATFORM = /^(START|END|REPORT) RequestId: /

/** Everything in which a function tells of a failure. It may hold secrets, so it is looked into and never shown. */
export function toldBy({error, log}: StepResult): string {
  return [
    error?.type ?? '',
    error?.message ?? '',
    error?.trace ?? '',
    ...log.filter(line => !PLATFORM.test(line)),
  ].join('\n')
}

/** Whether a text names a call that failed and its AWS code, in whatever spelling: `get_user`, `GetUser`, `AccessDenied`. */
export function namesFailure(text: string, call: Seen): boolean {
  return namesCode(text, call.error) && namesOperation(text, call)
}

export function namesOperation(text: string, {operation}: Seen): boolean {
  return bare(text).includes(bare(operation))
}

/** Whether a text has the code of an error; SDKs add or leave out `Exception`. */
export function namesCode(text: string, error: Seen['error']): boolean {
  return error !== undefined && bare(text).includes(bare(error.code.replace(/Exception$/, '')))
}

const bare = (text: string) => text.replaceAll(/[^a-z0-9]/gi, '').toLowerCase()
