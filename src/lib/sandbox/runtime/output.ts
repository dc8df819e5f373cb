import type {LogLevel} from './function.ts'

/** What a function process writes: a line of its own, a whole message of its runtime, or the end of an invocation. */
export type Output =
  | {readonly kind: 'line'; readonly text: string}
  | {readonly kind: 'message'; readonly text: string; readonly level: LogLevel}
  | {readonly kind: 'end'; readonly requestId: string; readonly memoryMb: number}

// Messages of the runtime travel in the same pipe as the handler's own output, so that their order is kept: a record
// separator, then JSON, then a newline. On Lambda the same is done through a second file descriptor.
const FRAME = '\u001E'

/** Cuts a stream of text into outputs; a line without its end waits for the rest. */
export class OutputReader {
  #rest = ''
  readonly #emit: (output: Output) => void

  constructor(emit: (output: Output) => void) {
    this.#emit = emit
  }

  write(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#line(line)
  }

  end(): void {
    if (this.#rest !== '') this.#line(this.#rest)
    this.#rest = ''
  }

  #line(line: string): void {
    const at = line.indexOf(FRAME)
    const frame = at < 0 ? undefined : parseFrame(line.slice(at + 1))
    if (frame === undefined) {
      this.#emit({kind: 'line', text: line})
      return
    }
    if (at > 0) this.#emit({kind: 'line', text: line.slice(0, at)})
    this.#emit(frame)
  }
}

function parseFrame(json: string): Output | undefined {
  let frame: {text?: unknown; level?: unknown; end?: unknown; memoryMb?: unknown}
  try {
    frame = JSON.parse(json) as typeof frame
  } catch {
    return undefined
  }
  if (typeof frame.end === 'string') {
    return {kind: 'end', requestId: frame.end, memoryMb: Number(frame.memoryMb)}
  }
  if (typeof frame.text !== 'string' || typeof frame.level !== 'string') return undefined
  return {kind: 'message', text: frame.text, level: frame.level as LogLevel}
}
