import type {World} from '../kernel.ts'
import type {LogLevel, RunnableFunction} from './function.ts'
import type {Output} from './output.ts'
import type {PlatformLine} from './platform-lines.ts'
import {passes} from './platform-lines.ts'

/** What LogType=Tail shows. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const TAIL_BYTES = 4096

/** Writes the log stream of one worker and remembers the end of what the present invocation wrote. */
export class WorkerLog {
  readonly stream: string
  readonly #world: World
  readonly #fn: RunnableFunction
  readonly #mayWrite: () => boolean
  #tail = ''
  #closed = false

  /** `mayWrite`: whether the function's role lets it write its log; without that Lambda leaves no trace but the tail. */
  constructor(world: World, fn: RunnableFunction, stream: string, mayWrite: () => boolean) {
    this.#world = world
    this.#fn = fn
    this.#mayWrite = mayWrite
    this.stream = stream
  }

  startTail(): void {
    this.#tail = ''
  }

  /** Last 4 KB since `startTail`. */
  tail(): string {
    return this.#tail
  }

  platform(line: PlatformLine | undefined): void {
    if (line !== undefined && this.#lets(line.level, this.#fn.logging.systemLevel)) this.#write(line.text)
  }

  /** Nothing is written any more. */
  close(): void {
    this.#closed = true
  }

  /** A message of the runtime, with its level. */
  application(text: string, level: LogLevel): void {
    if (this.#lets(level, this.#fn.logging.applicationLevel)) this.#write(text)
  }

  output(output: Output): void {
    if (output.kind === 'message') this.application(output.text, output.level)
    // A line printed past the logger has the level that it names itself, INFO when it names none.
    if (output.kind === 'line') this.application(output.text, levelIn(output.text))
  }

  #lets(level: LogLevel, configured: LogLevel): boolean {
    return this.#fn.logging.format === 'Text' || passes(level, configured)
  }

  #write(text: string): void {
    if (this.#closed) return
    const bytes = Buffer.from(`${this.#tail}${text}\n`)
    this.#tail = bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES)).toString('utf8')
    this.#world.onLogLine?.({functionArn: this.#fn.arn, stream: this.stream, message: text})
    if (!this.#mayWrite()) return
    const {accountId, region, logging} = this.#fn
    const at = this.#world.clock.now()
    this.#world.logs.write(accountId, region, logging.group, this.stream, [{at, message: text}])
  }
}

const LEVELS: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] satisfies readonly LogLevel[]

function levelIn(line: string): LogLevel {
  if (!line.startsWith('{')) return 'INFO'
  let parsed: {level?: unknown}
  try {
    parsed = JSON.parse(line) as typeof parsed
  } catch {
    return 'INFO'
  }
  const level = String(parsed.level).toUpperCase()
  return LEVELS.includes(level) ? (level as LogLevel) : 'INFO'
}
