import type {ChildProcess} from 'node:child_process'
import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {ChildFiles} from './child-files.ts'
import {openDoor} from '../wire/listener.ts'
import type {Invocation, RunnableFunction} from './function.ts'
import type {Interpreter} from './interpreters.ts'
import {IN_OWN_NETWORK} from './own-network.ts'
import type {Output} from './output.ts'
import {OutputReader} from './output.ts'
import type {Reaper} from './reaper.ts'
import type {ProcessExit} from './results.ts'
import type {IdleAnswer, IdleAsk} from './pacer.ts'
import type {DeliveryTime, RuntimeEvent} from './runtime-api.ts'
import {openRuntimeApi} from './runtime-api.ts'

export type ProcessEvent = RuntimeEvent | {readonly kind: 'exit'; readonly exit: ProcessExit}

/** One running process of a function. */
export interface FunctionProcess {
  /** What it says next: ready, an answer, an error, or that it is gone. One reader at a time. */
  next(): Promise<ProcessEvent>
  /** False when it does not wait for an event any more: it is about to be gone. */
  deliver(invocation: Invocation, time: DeliveryTime): boolean
  kill(): void
  readonly gone: Promise<void>
}

export interface ProcessOptions {
  readonly fn: RunnableFunction
  readonly interpreter: Exclude<Interpreter, {kind: 'absent'}>
  readonly files: ChildFiles
  readonly reaper: Reaper
  readonly taskRoot: string
  /** Folder of the sockets by which a process with a network of its own reaches ports of this one. Absent: it has none. */
  readonly doors: string | undefined
  /** Hosts beside loopback that the process may reach. */
  readonly allowedHosts: readonly string[]
  /** Of the generators that are not cryptographic. */
  readonly seed: number | undefined
  readonly variables: (runtimeApi: string) => Record<string, string>
  readonly onOutput: (output: Output) => void
  /** For a process that waits in virtual time. */
  readonly onIdle: ((ask: IdleAsk) => Promise<IdleAnswer>) | undefined
}

export async function startProcess(options: ProcessOptions): Promise<FunctionProcess> {
  const events = eventQueue()
  const api = await openRuntimeApi(events.push, options.onIdle)
  const door = options.doors === undefined ? undefined : await openDoor(options.doors, api.port)
  const {command, args} = placed(commandLine(options), options.doors)
  const child = spawn(command, args, {
    cwd: options.taskRoot,
    env: options.variables(api.address),
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that what the handler started dies with it.
    detached: process.platform !== 'win32',
  })
  const {pid} = child
  if (pid !== undefined) options.reaper.add(pid)
  // Its end is the sign to the process that the sandbox is gone; that it may be gone first is no error.
  child.stdin.on('error', () => undefined)
  readOutput(child, options.onOutput)
  const end = async () => {
    const exit = await untilGone(child)
    door?.close()
    await api.close()
    if (pid !== undefined) options.reaper.remove(pid)
    events.push({kind: 'exit', exit})
  }
  const gone = end()
  return {
    next: events.next,
    deliver: (invocation, time) => api.deliver(invocation, time),
    kill: () => killGroup(child),
    gone,
  }
}

function placed(line: {command: string; args: string[]}, doors: string | undefined): {command: string; args: string[]} {
  if (doors === undefined) return line
  const [command, ...args] = IN_OWN_NETWORK
  return {command, args: [...args, line.command, ...line.args]}
}

/** Most processes live for a rotation or two: what collects garbage in the background costs them more than it saves. */
const SHORT_LIVED = ['--min-semi-space-size=16', '--max-semi-space-size=32', '--single-threaded-gc']

function commandLine({interpreter, files, fn, seed, allowedHosts}: ProcessOptions): {command: string; args: string[]} {
  if (interpreter.kind === 'python') {
    return {command: interpreter.command, args: ['-u', join(files.python, 'bootstrap.py')]}
  }
  const flags = [
    ...SHORT_LIVED,
    '--enable-source-maps=false',
    '--disable-warning=ExperimentalWarning',
    ...moduleFlags(fn.runtime),
  ]
  // NODE_OPTIONS refuses it.
  if (seed !== undefined) flags.push(`--random-seed=${seed}`)
  return {
    command: interpreter.command,
    args: [...flags, ...certificates(fn, allowedHosts), ...preloaded(files.preload), files.main],
  }
}

/** With `--import` the loader of ECMAScript modules starts, which takes longer. */
function preloaded(preload: string): string[] {
  return preload.endsWith('.cjs') ? ['--require', preload] : ['--import', pathToFileURL(preload).href]
}

/**
 * Node reads all certificates that it knows as soon as a process may speak TLS: 10 ms of each start. No certificate of a
 * server on loopback is among them, and those that the function brings along are read all the same.
 */
function certificates({variables}: RunnableFunction, allowedHosts: readonly string[]): string[] {
  const readsOthers = 'SSL_CERT_FILE' in variables || 'SSL_CERT_DIR' in variables
  return allowedHosts.length > 0 || readsOthers ? [] : ['--use-openssl-ca']
}

// Lambda switches two features off that upstream Node has on in these versions.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-experimental-features
function moduleFlags(runtime: string): string[] {
  const major = Number(/^nodejs(\d+)/.exec(runtime)?.[1])
  return major <= 22 ? ['--no-experimental-require-module', '--no-experimental-detect-module'] : []
}

function readOutput(child: ChildProcess, onOutput: (output: Output) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue
    const reader = new OutputReader(onOutput)
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => reader.write(text))
    stream.on('end', () => reader.end())
  }
}

/** How long output may stay open after the process ended; something that it started may still hold the pipe. */
const OUTPUT_GRACE_MS = 500

function untilGone(child: ChildProcess): Promise<ProcessExit> {
  return new Promise(resolve => {
    let exit: ProcessExit = {code: null, signal: null}
    const finish = () => resolve(exit)
    child.on('error', finish)
    child.on('close', finish)
    child.on('exit', (code, signal) => {
      exit = {code, signal}
      killGroup(child)
      setTimeout(finish, OUTPUT_GRACE_MS).unref()
    })
  })
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    child.kill('SIGKILL')
    return
  }
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    // The group is gone already.
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error
  }
}

function eventQueue() {
  const queue: ProcessEvent[] = []
  let reader: ((event: ProcessEvent) => void) | undefined
  return {
    push: (event: ProcessEvent) => {
      if (reader === undefined) queue.push(event)
      else {
        const resolve = reader
        reader = undefined
        resolve(event)
      }
    },
    next: () =>
      new Promise<ProcessEvent>(resolve => {
        const event = queue.shift()
        if (event === undefined) reader = resolve
        else resolve(event)
      }),
  }
}
