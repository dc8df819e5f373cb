import {awsRefusal, type AwsRefusal} from './aws-refusals.ts'
import {errorName, networkSymptom} from './error-names.ts'
import type {FunctionFailure} from './invocations.ts'
import type {LogLine, ReportLine, TextLine} from './log-line.ts'
import type {LoggedError} from './logged-error.ts'
import {placeOf} from './places.ts'
import {connectionCause, recognisedCause} from './recognised-causes.ts'
import {present} from './records.ts'
import {rotatorReason} from './rotator-reasons.ts'

/**
 * Why an invocation failed, from its lines in order; undefined when it did not fail or has not said so. An error that the
 * function logged and survived is no failure: where the platform reports success, nothing else counts.
 */
export function failureOf(lines: readonly LogLine[]): FunctionFailure | undefined {
  const report = lines.findLast(line => line.kind === 'report')
  if (report?.status === 'success') return undefined
  const timeout = lines.find(line => line.kind === 'timeout')
  if (timeout !== undefined) return timedOut(timeout.at, timeout.seconds)
  if (report?.status === 'timeout') return timedOut(report.at, ((report.durationMs ?? 0) / 1000).toFixed(2))
  return thrown(lines, report?.status === 'error') ?? died(lines)
}

function timedOut(at: number, seconds: string): FunctionFailure {
  return {kind: 'timeout', text: `Task timed out after ${seconds} seconds`, at}
}

function thrown(lines: readonly LogLine[], reportedError: boolean): FunctionFailure | undefined {
  const texts = lines.filter(line => line.kind === 'text')
  const unhandled = texts.findLast(line => line.unhandled)
  // The JSON form does not mark what left the handler, so there the platform's report, or the last line, has to.
  const last = texts.at(-1)
  const logged = reportedError ? texts.findLast(line => line.error !== undefined) : last?.error && last
  const ended = lines.some(line => line.kind === 'end' || line.kind === 'report')
  const line = unhandled ?? (reportedError || ended ? logged : undefined)
  return line === undefined ? undefined : exception(line)
}

function died(lines: readonly LogLine[]): FunctionFailure | undefined {
  const exit = lines.find(line => line.kind === 'runtime')
  const report = lines.findLast(line => line.kind === 'report')
  if (exit !== undefined) {
    const text = `Runtime.ExitError (${exit.how})${memoryCause(report)}`
    return {kind: 'exit', text, exceptionClass: 'Runtime.ExitError', at: exit.at}
  }
  if (report?.status !== 'error') return undefined
  if (report.errorType === 'Runtime.OutOfMemory') {
    const text = `${report.errorType}${memoryCause(report)}`
    return {kind: 'exit', text, exceptionClass: report.errorType, at: report.at}
  }
  const name = errorName(report.errorType)
  return name === undefined
    ? {kind: 'exception', text: 'ended with an error that its log does not name', at: report.at}
    : describe({message: '', stack: [], fromAws: false, name}, report.at)
}

/** Lambda kills what wants more memory than it has, and the report is all that tells. */
function memoryCause(report: ReportLine | undefined): string {
  const {maxMemoryMb: used, memoryMb: size} = report ?? {}
  return used === undefined || size === undefined || used < size ? '' : `: it used all of its ${size} MB of memory`
}

function exception(line: TextLine): FunctionFailure {
  return line.error === undefined
    ? {kind: 'exception', text: 'an exception that its log does not describe', at: line.at}
    : describe(line.error, line.at)
}

/** A thrown error as a cause in our words. Exported for the payload of a step that was sent by hand. */
export function describe(error: LoggedError, at: number): FunctionFailure {
  const name = errorName(error.name)
  const aws = awsRefusal(error)
  const place = placeOf(error.stack)
  const symptom = networkSymptom(`${error.code ?? ''} ${error.name ?? ''} ${error.message}`)
  const reason = aws === undefined ? rotatorReason(error) : undefined
  const kind = reason?.kind ?? kindOf(error, name, aws, symptom)
  return present({
    kind,
    text:
      reason === undefined
        ? textOf({kind, name, aws, place, symptom, missing: missingModule(error), message: error.message})
        : `${name ?? 'exception'}: ${reason.text}`,
    exceptionClass: name,
    place,
    awsOperation: aws?.operation,
    awsCode: aws?.code,
    at,
  })
}

function kindOf(
  error: LoggedError,
  name: string | undefined,
  aws: AwsRefusal | undefined,
  symptom: string | undefined,
): FunctionFailure['kind'] {
  const code = aws?.code ?? name ?? ''
  if (isOfKey(code, aws?.operation, error.message)) return 'kms'
  if (/^AccessDenied|^UnauthorizedOperation$|^NotAuthorized/.test(code)) return 'denied'
  if (/^(?:Service)?(?:Limit|Quota)Exceeded|^ServiceQuotaExceeded/.test(code)) return 'limit'
  if (notLoaded.test(code) || missingModule(error) !== undefined) return 'cannot-load'
  if (/^Runtime\.(?:ExitError|OutOfMemory)/.test(code)) return 'exit'
  if (code === 'NotImplementedError') return 'not-implemented'
  if (aws !== undefined) return 'exception'
  return symptom === undefined && connectionCause(error.message) === undefined ? 'exception' : 'network'
}

const notLoaded =
  /^Runtime\.(?:ImportModuleError|HandlerNotFound|UserCodeSyntaxError|MalformedHandlerName|InvalidEntrypoint)/

/**
 * The loader's word for a module that is not there. Node's runtime makes an ImportModuleError of a missing `require` alone;
 * what an ES module misses, and what a step loads later, leaves as an error of its own.
 */
function missingModule({code, name}: LoggedError): string | undefined {
  if (/^(?:ERR_)?MODULE_NOT_FOUND$|^ERR_PACKAGE_PATH_NOT_EXPORTED$/.test(code ?? '')) return code
  return name === 'ModuleNotFoundError' ? name : undefined
}

// KMS's own errors, and the words of Secrets Manager where a key refused (API references of both).
const keyCodes =
  /^KMS|^(?:Decryption|Encryption)Failure|^(?:Disabled|KeyUnavailable|IncorrectKey|InvalidKeyUsage)Exception$/
const keyPhrases =
  /Access to KMS is not allowed|using the provided KMS key|\bkey\/[\w-]{1,60} is (?:disabled|pending deletion)/

function isOfKey(code: string, operation: string | undefined, message: string): boolean {
  return keyCodes.test(code) || operation?.startsWith('kms:') === true || keyPhrases.test(message)
}

interface Described {
  readonly kind: FunctionFailure['kind']
  readonly name: string | undefined
  readonly aws: AwsRefusal | undefined
  readonly place: string | undefined
  readonly symptom: string | undefined
  readonly missing: string | undefined
  readonly message: string
}

const sentences: Readonly<Record<FunctionFailure['kind'], (error: Described, code: string, where: string) => string>> =
  {
    kms: (error, code) => `${code}${callOf(error)}: the KMS key refuses it`,
    denied: (error, code) => `${code}${callOf(error)}`,
    limit: (error, code) => `${code}${callOf(error)}`,
    'cannot-load': (error, code) =>
      error.missing === undefined
        ? `${code}: the function's code cannot be loaded`
        : `${error.missing}: the function lacks a module`,
    network: (error, code, where) =>
      `${error.symptom ?? code}${where}: ${connectionCause(error.message) ?? 'a host cannot be reached'}`,
    'not-implemented': (_, code, where) => `${code}${where}: the step is not written`,
    exit: (_, code) => code,
    timeout: (_, code) => code,
    exception: (error, code, where) => `${code}${callOf(error)}${where}${causeOf(error.message)}`,
  }

function textOf(error: Described): string {
  const code = error.aws?.code ?? error.name ?? 'exception'
  return sentences[error.kind](error, code, error.place === undefined ? '' : ` at ${error.place}`)
}

function callOf(error: Described): string {
  return error.aws?.operation === undefined ? '' : ` (${error.aws.operation})`
}

function causeOf(message: string): string {
  const cause = recognisedCause(message)
  return cause === undefined ? '' : `: ${cause}`
}
