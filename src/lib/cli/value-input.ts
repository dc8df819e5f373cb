import {createReadStream} from 'node:fs'
import {EXIT, SecrotError} from '../errors.ts'
import type {GivenValue} from '../operations/put-options.ts'
import {visible} from '../output/foreign.ts'
import {Sensitive} from '../sensitive.ts'
import {askLine, canAsk, nobodyToAsk} from './prompts.ts'
import type {InputStream, Surroundings} from './surroundings.ts'

// More than any value may have, so that it is known to be too large; the rest is not read.
const MOST_BYTES = 70_000

export interface ValueInput {
  /** A file, or `-` for standard input. Absent: standard input where it is no terminal, else a question. */
  readonly from: string | undefined
  /** The flag that says so. Absent: `--from`. */
  readonly flag?: string
  /** Standard input is a value only where `-` asks for it: other things may stand there. Default: false. */
  readonly onlyNamed?: boolean
  readonly json: boolean
  readonly signal: AbortSignal
  /** Takes the spinner off the screen, for a question. */
  readonly pause: () => void
}

/**
 * A value from where the command line says, never from an argument. What is typed at a terminal is not shown. `what`: "New
 * value of orders/db". Throws VALUE_FILE_UNREADABLE and QUESTION_WITHOUT_TERMINAL (exit 2), which do not repeat what was typed.
 */
export async function readValueInput(
  surroundings: Surroundings,
  {from, flag = '--from', onlyNamed = false, json, signal, pause}: ValueInput,
  what: string,
): Promise<GivenValue> {
  if (from !== undefined && from !== '-') return {value: await fileValue(from, flag), source: 'file', path: from}
  const {stdin} = surroundings
  if (stdin.isTTY !== true && (from === '-' || !onlyNamed)) {
    return {value: await streamValue(stdin, signal), source: 'stdin'}
  }
  if (!canAsk(surroundings, json)) throw nobodyToAsk(`${what}?`, `${flag} FILE`)
  pause()
  const typed = await askLine(surroundings, `${visible(what)}, not shown:`, {masked: true, signal})
  return {value: new Sensitive(typed), source: 'prompt'}
}

async function streamValue(stdin: InputStream, signal: AbortSignal): Promise<Sensitive> {
  const stop = (): void => void stdin.destroy()
  signal.addEventListener('abort', stop, {once: true})
  try {
    return await firstBytes(stdin)
  } finally {
    signal.removeEventListener('abort', stop)
    signal.throwIfAborted()
  }
}

async function fileValue(path: string, flag: string): Promise<Sensitive> {
  try {
    return await firstBytes(createReadStream(path))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new SecrotError({
      code: 'VALUE_FILE_UNREADABLE',
      message: `The file that ${flag} names cannot be read (${code}).`,
      hint: `Nothing was changed. ${flag} takes the name of a file, or - for standard input; a value is never an argument.`,
      exit: EXIT.usage,
    })
  }
}

async function firstBytes(stream: AsyncIterable<unknown>): Promise<Sensitive> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array)
    chunks.push(bytes)
    length += bytes.length
    if (length > MOST_BYTES) break
  }
  return new Sensitive(Buffer.concat(chunks))
}
