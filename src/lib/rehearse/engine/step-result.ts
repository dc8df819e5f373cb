import type {InvocationEnd, Pause, Place, Seen, StepResult} from '../observation.ts'

/** What Lambda hands back for an invocation. */
export interface RawResult {
  readonly functionError?: string
  readonly payload: string
}

/** Errors of loading a handler, before any event reaches it. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const NOT_LOADED =
  /^(Runtime\.(ImportModuleError|HandlerNotFound|UserCodeSyntaxError|MalformedHandlerName|CallbackHandlerDeprecated)|Sandbox\.InterpreterAbsent)/

/** The platform's own line on a start that failed: whatever a module throws while it loads keeps the type that it has. */
const INIT_FAILED = /^INIT_REPORT .*\tStatus: error/

/** F of one invocation. */
export function stepResult(
  raw: RawResult,
  known: {
    readonly invocation: number
    readonly step: string
    readonly event: unknown
    readonly began: Place
    readonly ended: Place
    readonly killed: boolean
    readonly log: readonly string[]
    readonly calls: readonly Seen[]
    readonly pauses: readonly Pause[]
  },
): StepResult {
  const {killed, ...rest} = known
  const told = {...rest, durationMs: known.ended.at - known.began.at}
  if (raw.functionError === undefined) return {...told, ok: true, end: 'returned', payload: raw.payload}
  const error = errorIn(raw.payload)
  return {...told, ok: false, end: endOf(error, killed, told.log), error, payload: raw.payload}
}

/** A step that the service did not send. */
export function notSent(step: string, reason: string, place: Place): StepResult {
  const error = {type: 'NotSent', message: reason, trace: ''}
  return {
    invocation: -1,
    step,
    event: undefined,
    ok: false,
    end: 'not-sent',
    error,
    payload: '',
    durationMs: 0,
    log: [],
    calls: [],
    pauses: [],
    began: place,
    ended: place,
  }
}

function endOf(error: StepError, killed: boolean, log: readonly string[]): InvocationEnd {
  if (killed) return 'killed'
  if (/Task timed out after/.test(error.message)) return 'timed-out'
  return NOT_LOADED.test(error.type) || log.some(line => INIT_FAILED.test(line)) ? 'not-loaded' : 'failed'
}

type StepError = NonNullable<StepResult['error']>

function errorIn(payload: string): StepError {
  const {errorType, errorMessage, trace, stackTrace} = parsed(payload)
  const lines = (trace ?? stackTrace ?? []) as readonly unknown[]
  return {
    type: textOf(errorType, 'Unknown'),
    message: textOf(errorMessage, ''),
    trace: lines.map(String).join('\n'),
  }
}

function parsed(payload: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(payload)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {errorMessage: value}
  } catch {
    return {errorMessage: payload}
  }
}

/** A text as it is, anything else as JSON; what is missing is `absent`. */
export function textOf(value: unknown, absent: string): string {
  if (value === undefined || value === null) return absent
  return typeof value === 'string' ? value : JSON.stringify(value)
}
