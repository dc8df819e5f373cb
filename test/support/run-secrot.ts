import type {Command} from '@oclif/core/command'
import type {PJSON} from '@oclif/core/interfaces'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {PassThrough, Writable} from 'node:stream'
import {sourceCommands} from '../../src/lib/cli/dev.ts'
import {runCli} from '../../src/lib/cli/main.ts'
import {programOf} from '../../src/lib/cli/program.ts'
import {pickSecretActions} from '../../src/lib/cli/secret-picker.ts'
import type {Surroundings} from '../../src/lib/cli/surroundings.ts'
import type {Clock, Context, Random} from '../../src/lib/operations/context.ts'
import pjson from '../../package.json' with {type: 'json'}

/** What a run needs to know of a sandbox: `startSandbox()` returns more than this. */
export interface SandboxLike {
  readonly url: string
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string | undefined
  }
  /** Absent: eu-central-1. */
  readonly region?: string
}

export interface RunSecrotOptions {
  readonly sandbox?: SandboxLike
  /** Over what the sandbox sets. */
  readonly env?: Readonly<Record<string, string>>
  /** Streams are terminals of this width, stdout unless it is `piped`. Absent: pipes. */
  readonly tty?: {readonly columns: number; readonly piped?: boolean}
  /** What is typed at each question, in order, each followed by Enter (but Ctrl-C and Esc). A question too many fails the test. */
  readonly answers?: readonly string[]
  /** What is typed at every question beyond `answers`. Absent: such a question fails the test. */
  readonly answerElse?: string
  /** What stands on standard input, which then ends. Absent: nothing, and without `tty` it ends at once. */
  readonly input?: string | Uint8Array
  /** Where the journal lies. Absent: a folder of its own, removed afterwards. */
  readonly stateDir?: string
  /** Absent: the machine's clock, corrected by the sandbox's. */
  readonly clock?: Clock
  readonly random?: Random
  /** Stands for Ctrl-C. */
  readonly interrupt?: AbortSignal
  /** Called with everything that was written so far, for tests that act in the middle of a run. */
  readonly onOutput?: (written: {stdout: string; stderr: string}) => void
  /** Closes stdout after so many characters, as `| head` does. */
  readonly closeStdoutAfter?: number
  /** Where secrot is installed, with what the build makes in `dist`. Absent: this repository. */
  readonly root?: string
  /** Command classes in place of src/commands. */
  readonly commands?: Readonly<Record<string, Command.Class>>
}

export interface SecrotRun {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
  /** stdout as one JSON value; throws when it is not. */
  readonly json: unknown
  /** AWS actions in the order they were called. */
  readonly calledActions: readonly string[]
}

const root = resolve(import.meta.dirname, '../..')

/**
 * Runs a whole command in this process: argument list in, streams and exit code out. Fails when the command calls an AWS
 * action that its class does not declare (`static actions`), or asks more than `answers` holds. Runs must not overlap.
 */
export async function runSecrot(argv: readonly string[], options: RunSecrotOptions = {}): Promise<SecrotRun> {
  const commands = options.commands ?? (await loadedCommands())
  const state = options.stateDir ?? (await mkdtemp(join(tmpdir(), 'secrot-state-')))
  const restore = replaceEnv({...sandboxEnv(options.sandbox), SECROT_STATE_DIR: state, ...options.env})
  const stage = makeStage(options)
  try {
    process.exitCode = undefined
    const config = await programOf({root: options.root ?? root, pjson: pjson as unknown as PJSON, commands})
    const exitCode = await runCli(argv, config, stage.surroundings)
    stage.check()
    checkActions(argv, commands, stage.calledActions())
    const stdout = stage.stdout()
    return {
      stdout,
      stderr: stage.stderr(),
      exitCode,
      get json(): unknown {
        return JSON.parse(stdout)
      },
      calledActions: stage.calledActions(),
    }
  } finally {
    process.exitCode = undefined
    restore()
    if (options.stateDir === undefined) await rm(state, {recursive: true, force: true})
  }
}

let loaded: Promise<Record<string, Command.Class>> | undefined

function loadedCommands(): Promise<Record<string, Command.Class>> {
  loaded ??= sourceCommands(root)
  return loaded
}

/** The variables by which any AWS client reaches a sandbox. */
export function sandboxEnv(sandbox: SandboxLike | undefined): Record<string, string> {
  if (sandbox === undefined) return {}
  const {accessKeyId, secretAccessKey, sessionToken} = sandbox.credentials
  return {
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_REGION: sandbox.region ?? 'eu-central-1',
    AWS_DEFAULT_REGION: sandbox.region ?? 'eu-central-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : {AWS_SESSION_TOKEN: sessionToken}),
  }
}

function replaceEnv(changes: Readonly<Record<string, string>>): () => void {
  const wanted: Record<string, string> = {LANG: 'C.UTF-8', TERM: 'xterm-256color', ...changes}
  const before = Object.fromEntries(Object.keys(wanted).map(name => [name, process.env[name]]))
  Object.assign(process.env, wanted)
  return () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

function makeStage(options: RunSecrotOptions) {
  const written = {stdout: '', stderr: ''}
  const answers = [...(options.answers ?? [])]
  const failures: string[] = []
  let context: Context | undefined
  const stdin = Object.assign(new PassThrough(), {isTTY: options.tty !== undefined, setRawMode: () => stdin})
  if (options.tty === undefined) stdin.end(options.input)
  const stream = (name: 'stdout' | 'stderr') => {
    const sink = new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _encoding, done) {
        written[name] += String(chunk)
        options.onOutput?.(written)
        const limit = name === 'stdout' ? options.closeStdoutAfter : undefined
        if (limit === undefined || written.stdout.length <= limit) return done()
        written.stdout = written.stdout.slice(0, limit)
        done(Object.assign(new Error('write EPIPE'), {code: 'EPIPE'}))
      },
    })
    // Like the process's own streams it must outlive inquirer, which pipes into it.
    Object.assign(sink, {_isStdio: true})
    // What Node's terminal streams have beside writing; a spinner moves the cursor with them.
    const cursor = {cursorTo: () => true, clearLine: () => true, moveCursor: () => true}
    return Object.assign(
      sink,
      options.tty === undefined || (name === 'stdout' && options.tty.piped === true)
        ? {}
        : {isTTY: true, columns: options.tty.columns, rows: 40, ...cursor},
    )
  }
  const surroundings: Surroundings = {
    stdin,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env: process.env,
    interrupt: options.interrupt ?? new AbortController().signal,
    ...(options.clock === undefined ? {} : {clock: options.clock}),
    ...(options.random === undefined ? {} : {random: options.random}),
    onContext: made => {
      context = made
    },
    onQuestion: () => {
      const answer = answers.shift() ?? options.answerElse
      if (answer === undefined) failures.push(`nobody answers the question at the end of: ${written.stderr}`)
      // Ctrl-C where the test has no answer, so that it fails instead of waiting.
      type(stdin, answer ?? '\u0003')
    },
  }
  return {
    surroundings,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    calledActions: () => context?.calledActions ?? [],
    check: () => {
      if (answers.length > 0) failures.push(`these answers were never asked for: ${answers.join(', ')}`)
      if (failures.length > 0) throw new Error(failures.join('\n'))
    },
  }
}

/** Types an answer and, a moment later, Enter: a picker takes Enter only once it has filtered. Ctrl-C and Esc stand alone. */
function type(stdin: PassThrough, answer: string): void {
  setImmediate(() => stdin.write(answer))
  if (answer !== '\u0003' && answer !== '\u001b') setTimeout(() => stdin.write('\r'), 30)
}

function checkActions(
  argv: readonly string[],
  commands: Readonly<Record<string, Command.Class>>,
  called: readonly string[],
): void {
  const id = [argv.slice(0, 2).join(':'), argv[0] ?? ''].find(candidate => candidate in commands)
  if (id === undefined) return
  const declared = (commands[id] as {actions?: readonly string[]} | undefined)?.actions ?? []
  const undeclared = called.filter(
    action => !declared.includes(action) && !(pickSecretActions as readonly string[]).includes(action),
  )
  if (undeclared.length > 0) throw new Error(`${id} called actions it does not declare: ${undeclared.join(', ')}`)
}
