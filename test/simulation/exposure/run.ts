import {subscribe, unsubscribe} from 'node:diagnostics_channel'
import type {Socket} from 'node:net'
import {readdirSync, readFileSync, rmSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {PassThrough, Writable} from 'node:stream'
import {setTimeout} from 'node:timers/promises'
import {stripVTControlCharacters} from 'node:util'
import {sourceCommands} from '../../../src/lib/cli/dev.ts'
import {runCli} from '../../../src/lib/cli/main.ts'
import {programOf} from '../../../src/lib/cli/program.ts'
import type {OutputStream} from '../../../src/lib/cli/surroundings.ts'
import pjson from '../../../package.json' with {type: 'json'}
import {drivenClock, type DrivenClock} from '../../support/driven-clock.ts'
import {exposure, steering} from './canary.ts'
import type {ExposureStage} from './stage.ts'

const root = resolve(import.meta.dirname, '../../..')
/** Those of src/commands. */
export const loadedCommands = await sourceCommands(root)

export const modes = ['terminal', 'pipe', 'json'] as const
export type Mode = (typeof modes)[number]

export interface Wish {
  readonly argv: readonly string[]
  readonly mode: Mode
  readonly columns: number
  readonly debug: boolean
  /** Ctrl-C once so many requests have been sent. Absent: never. */
  readonly interruptAt?: number
  readonly random: () => number
}

/** Everything that a run leaves behind, by the place where it lies. */
export interface Left {
  readonly exitCode: number
  readonly sinks: ReadonlyMap<string, string>
}

/** Runs a whole command in this process and gathers what it leaves in every place where a value could be seen. */
export async function run(stage: ExposureStage, wish: Wish, commands = loadedCommands): Promise<Left> {
  const written = {stdout: '', stderr: '', process: ''}
  const {stdin, stdout, stderr} = streams(wish, written)
  const interrupt = new AbortController()
  const over = new AbortController()
  const stop = afterRequests(wish.interruptAt, () => interrupt.abort(new DOMException('interrupted', 'AbortError')))
  const restore = environment(stage, wish)
  const closeSockets = watchSockets()
  const watched = watchProcess(text => (written.process += text))
  try {
    process.exitCode = undefined
    const config = await programOf({root, pjson: pjson as never, commands})
    const onQuestion = (): void => void answer(stdin, letterFor(written.stderr, wish.random), wish.random, over.signal)
    const clock = clockOf(stage)
    const surroundings = {
      stdin,
      stdout,
      stderr,
      env: process.env,
      interrupt: interrupt.signal,
      clock: clock.clock,
      onQuestion,
    }
    const exitCode = await clock.run(() => runCli(wish.argv, config, surroundings))
    return {exitCode, sinks: new Map([...Object.entries(written), ...filesIn(stage.folder)])}
  } finally {
    over.abort()
    watched()
    restore()
    closeSockets()
    stop()
    process.exitCode = undefined
  }
}

/** One of the letters that the last question offers (`next [n], stop [q]:`); undefined: it wants a yes or a no. */
function letterFor(stderr: string, random: () => number): string | undefined {
  const question = stripVTControlCharacters(stderr.slice(stderr.lastIndexOf('? ')))
  const letters = [...question.matchAll(/\[([a-z])\](?=[,:])/g)].map(([, letter]) => letter)
  return letters.length === 0 ? undefined : `${letters[Math.floor(random() * letters.length)]}\r`
}

/** Types an answer; one that the question does not take is followed by those that end it. */
async function answer(
  stdin: PassThrough,
  letter: string | undefined,
  random: () => number,
  over: AbortSignal,
): Promise<void> {
  const yesOrNo = random() < 0.5 ? 'y\r' : random() < 0.5 ? 'n\r' : '\u0003'
  for (const [typed, afterMs] of [
    [letter ?? yesOrNo, 0],
    ['q\r', 30],
    ['\u0003', 60],
  ] as const) {
    await setTimeout(afterMs)
    if (over.aborted) return
    stdin.write(typed)
  }
}

const clocks = new WeakMap<ExposureStage, DrivenClock>()
function clockOf(stage: ExposureStage): DrivenClock {
  const known = clocks.get(stage) ?? drivenClock(stage.stage.sandbox)
  clocks.set(stage, known)
  return known
}

/** Each place with a value in it; and, of a terminal, what steers it. */
export function seen({sinks}: Left, mode: Mode): readonly string[] {
  return [...sinks].flatMap(([sink, text]) => {
    const value = exposure(text)
    const steers = sink === 'stderr' || (sink === 'stdout' && mode === 'terminal') ? steering(text) : undefined
    return [
      ...(value === undefined ? [] : [`${sink} shows a value, ${value}`]),
      ...(steers === undefined ? [] : [`${sink} steers the terminal: ${steers}`]),
    ]
  })
}

function streams({mode, columns}: Wish, written: Record<'stdout' | 'stderr', string>) {
  const terminal = mode === 'terminal'
  const sink = (name: 'stdout' | 'stderr'): OutputStream => {
    const stream = new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _encoding, done) {
        written[name] += String(chunk)
        done()
      },
    })
    const cursor = {cursorTo: () => true, clearLine: () => true, moveCursor: () => true}
    return Object.assign(stream, {_isStdio: true}, terminal ? {isTTY: true, columns, rows: 40, ...cursor} : {})
  }
  const stdin = Object.assign(new PassThrough(), {isTTY: terminal, setRawMode: () => stdin})
  return {stdin, stdout: sink('stdout'), stderr: sink('stderr')}
}

function afterRequests(count: number | undefined, act: () => void): () => void {
  if (count === undefined) return () => undefined
  let left = count
  const one = (): void => {
    left -= 1
    if (left === 0) act()
  }
  subscribe('http.client.request.start', one)
  if (count === 0) act()
  return () => void unsubscribe('http.client.request.start', one)
}

function environment({stage, operator, folder}: ExposureStage, {debug}: Wish): () => void {
  const {url, region} = stage.sandbox
  const wanted: Record<string, string> = {
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    SECROT_STATE_DIR: join(folder, 'state'),
    DEBUG: debug ? '*' : '',
  }
  const before = Object.fromEntries(Object.keys(wanted).map(name => [name, process.env[name]]))
  Object.assign(process.env, wanted)
  return () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

/** What is written past the streams of the run, by a library or by Node. */
function watchProcess(onText: (text: string) => void): () => void {
  const streams = [process.stdout, process.stderr]
  const real = streams.map(stream => stream.write.bind(stream))
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      onText(String(chunk))
      return true
    }
  }
  return () => {
    for (const [index, stream] of streams.entries()) stream.write = real[index] as typeof stream.write
  }
}

/** A process would end, and its connections with it. Returns how those that were opened meanwhile are closed. */
function watchSockets(): () => void {
  const opened: Socket[] = []
  const onSocket = (message: unknown): void => void opened.push((message as {socket: Socket}).socket)
  subscribe('net.client.socket', onSocket)
  return () => {
    unsubscribe('net.client.socket', onSocket)
    for (const socket of opened) socket.destroy()
  }
}

/** Journal, plan files, and what the probe was started with; they are gone afterwards. */
function filesIn(folder: string): [string, string][] {
  const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter(
    entry => entry.isFile() && entry.name !== 'probe',
  )
  return files.map(({name, parentPath}) => {
    const path = join(parentPath, name)
    const text = readFileSync(path, 'utf8')
    rmSync(path)
    return [name.endsWith('.jsonl') ? 'journal' : name, text]
  })
}
