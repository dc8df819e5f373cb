import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process'
import {EXIT, SecrotError} from '../errors.ts'
import {argvOf} from './argv.ts'
import {lastLine, type Output, outputOf} from './command-output.ts'
import {bytesOf} from './values.ts'
import type {Probe, ProbeAnswer, ProbeClock, ProbeQuestion} from './probe.ts'

const TIME_LIMIT_MS = 30_000
/** For what a process in the background still writes after the command has ended. */
const GRACE_MS = 500
const passedOn = ['PATH', 'HOME', 'LANG', 'TMPDIR'] as const

export interface CommandProbeOptions {
  /** As typed: `CMD ARG…`. */
  readonly command: string
  /** Only PATH, HOME, LANG and TMPDIR of it reach the command. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Pick<ProbeClock, 'now'>
  /** Hides every value that was read in this run. */
  mask(text: string): string
  /** Default 30,000. */
  readonly timeLimitMs?: number
}

/**
 * A command of the operator's own, started without a shell. The value alone comes on its standard input; no part of it is
 * in arguments or environment, and none of our credentials. Exit 0 accepted as the same identity, 20 rejected, 21 gone;
 * anything else, a signal or 30 seconds: unknown. Throws PROBE_MALFORMED and PROBE_NOT_STARTED (exit 2).
 */
export function commandProbe(options: CommandProbeOptions): Probe {
  const argv = argvOf(options.command)
  return {
    kind: 'command',
    name: argv[0],
    wantsSelfCheck: true,
    ask: question => run(argv, options, question),
  }
}

async function run(
  [file, ...args]: readonly [string, ...string[]],
  options: CommandProbeOptions,
  question: ProbeQuestion,
): Promise<ProbeAnswer> {
  question.signal.throwIfAborted()
  const child = spawn(file, args, {
    env: environmentOf(options, question),
    stdio: 'pipe',
    // A process group of its own, so that what the command started ends with it. Windows has none.
    detached: process.platform !== 'win32',
  })
  const ended = outcomeOf(child, options.timeLimitMs ?? TIME_LIMIT_MS, question.signal)
  // A command that does not read its input is no failure of ours.
  child.stdin.on('error', () => undefined)
  child.stdin.end(bytesOf(question.value))
  const {code, why, output} = await ended
  question.signal.throwIfAborted()
  const at = options.clock.now()
  if (code === 0) return {kind: 'yes', at}
  if (code === 20) return {kind: 'no', at}
  if (code === 21) return {kind: 'gone', at}
  const said = lastLine(output, text => options.mask(text))
  return {kind: 'unknown', at, reason: said === '' ? why : `${why}: ${said}`}
}

function environmentOf(
  {environment}: CommandProbeOptions,
  {secretArn, versionId}: ProbeQuestion,
): Record<string, string> {
  const kept = passedOn.flatMap(name => {
    const value = environment[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return {...Object.fromEntries(kept), SECROT_SECRET_ARN: secretArn, SECROT_VERSION_ID: versionId}
}

interface Outcome {
  readonly code: number | undefined
  readonly why: string
  readonly output: Output
}

/**
 * How the command ended. Its end counts, not that of its pipes: something it left in the background may hold those, and is
 * waited for a moment only. After the time limit or an interruption nothing is waited for.
 */
function outcomeOf(child: ChildProcessWithoutNullStreams, limitMs: number, signal: AbortSignal): Promise<Outcome> {
  const output = outputOf(child)
  const {promise, resolve, reject} = Promise.withResolvers<Outcome>()
  const stop = (why: string): void => {
    endGroup(child)
    resolve({code: undefined, why, output})
  }
  const abort = (): void => stop('it was interrupted')
  let timer = setTimeout(() => stop(`it took more than ${limitMs / 1000} s`), limitMs)
  signal.addEventListener('abort', abort, {once: true})
  child.on('error', error => reject(notStarted(child.spawnfile, error)))
  child.on('exit', (code, sign) => {
    clearTimeout(timer)
    const why = sign === null ? `it ended with ${code}` : `it ended by ${sign}`
    const end = (): void => resolve({code: code ?? undefined, why, output})
    child.on('close', end)
    timer = setTimeout(() => {
      endGroup(child)
      end()
    }, GRACE_MS)
  })
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    for (const pipe of child.stdio) pipe?.destroy()
    child.unref()
  })
}

function endGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    child.kill('SIGKILL')
    return
  }
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    // It ended between the question and the signal, or runs as another user.
    const {code} = error as NodeJS.ErrnoException
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}

function notStarted(file: string, cause: Error): SecrotError {
  return new SecrotError({
    code: 'PROBE_NOT_STARTED',
    message: `The probe ${file} could not be started (${(cause as NodeJS.ErrnoException).code ?? cause.name}).`,
    hint: 'Give the path of an executable file: --probe ./my-probe',
    exit: EXIT.usage,
    cause,
  })
}
