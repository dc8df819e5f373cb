import {format, inspect} from 'node:util'
import {asOnLambda, toLogObject} from './errors.ts'

type Level = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL'

const taskRoot = process.env['LAMBDA_TASK_ROOT'] ?? ''
const asJson = process.env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON'
const write = process.stdout.write.bind(process.stdout)

let requestId: string | undefined

/** Names the invocation that what follows belongs to. */
export function setRequestId(id: string): void {
  requestId = id
}

/** console.* in the line form of Lambda's Node runtime, text or JSON, and both streams in one order. */
export function installConsole(): void {
  const levels: Readonly<Record<string, Level>> = {
    log: 'INFO',
    info: 'INFO',
    debug: 'DEBUG',
    trace: 'TRACE',
    warn: 'WARN',
    error: 'ERROR',
  }
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, {[method]: (...args: unknown[]) => logConsole(level, args)})
  }
  process.stderr.write = write
}

function logConsole(level: Level, args: readonly unknown[]): void {
  emit(level, asJson ? jsonLine(level, jsonMessage(args)) : textLine(level, format(...args)))
}

/** Logs an error that ends the invocation or the process, with the heading that Lambda gives it. */
export function logFailure(heading: string, thrown: unknown): void {
  const fields = toLogObject(thrown, taskRoot)
  const text = safeJson(fields)
  if (!asJson) return emit('ERROR', textLine('ERROR', `${heading} \t${text}`))
  const {stack, ...rest} = fields
  emit('ERROR', jsonLine('ERROR', {...rest, stackTrace: stack}))
}

/** Says that everything this invocation wrote is out. */
export function logEnd(id: string): void {
  write(`\u001E${JSON.stringify({end: id, memoryMb: Math.round(process.resourceUsage().maxRSS / 1024)})}\n`)
}

function textLine(level: Level, text: string): string {
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${text}`
}

function jsonLine(level: Level, message: unknown): string {
  return safeJson({timestamp: new Date().toISOString(), level, requestId, message})
}

function jsonMessage(args: readonly unknown[]): unknown {
  const [only] = args
  if (args.length !== 1) return format(...args)
  if (only instanceof Error) {
    const {stack, ...rest} = toLogObject(only, taskRoot)
    return {...rest, stackTrace: stack}
  }
  return only
}

function safeJson(value: unknown): string {
  try {
    return asOnLambda(JSON.stringify(value), taskRoot)
  } catch {
    // A cycle or a bigint: shown as the console shows it.
    return inspect(value)
  }
}

function emit(level: Level, text: string): void {
  write(`\u001E${JSON.stringify({level, text})}\n`)
}
