import {EXIT, SecrotError} from '../errors.ts'
import type {Sandbox, SandboxOptions} from '../sandbox/index.ts'
import {shellCommand} from '../shell-words.ts'
import type {SandboxContext} from './sandbox-context.ts'

export interface SandboxStartOptions {
  /** Absent: the port of last time with `stateFolder`, else any free one. */
  readonly port?: number | undefined
  /** Scenario to build; a sandbox that goes on from its state folder is left as it is, and that is said. Absent: an empty account. */
  readonly scenario?: string | undefined
  /** All state lives here and survives. Absent: in memory only. */
  readonly stateFolder?: string | undefined
}

export interface SandboxStartResult {
  readonly url: string
  readonly accountId: string
  readonly region: string
  /** What it was built from; null: an empty account. */
  readonly scenario: string | null
  /** Whether it goes on from what lay in the state folder. */
  readonly resumed: boolean
  readonly stateFolder: string | null
  /** Variables for clients. */
  readonly environment: Readonly<Record<string, string>>
  /** Variables that must not be set beside them. */
  readonly unset: readonly string[]
}

export interface StartedSandbox {
  readonly result: SandboxStartResult
  readonly sandbox: Sandbox
  /** Ends it; its state folder keeps everything. */
  stop(): Promise<void>
}

/**
 * Starts a sandbox that other commands can find. Throws SANDBOX_RUNNING (exit 3) when one runs on this folder already,
 * SCENARIO_UNKNOWN and SANDBOX_CREDENTIALS_INCOMPLETE (exit 2), PORT_TAKEN, PORT_NOT_ALLOWED,
 * STATE_UNREADABLE and STATE_NOT_WRITABLE (exit 1).
 */
export async function startSandbox(context: SandboxContext, options: SandboxStartOptions): Promise<StartedSandbox> {
  const folder = options.stateFolder ?? context.stateFolder
  const other = await context.sandbox.findRunning(folder)
  if (other !== undefined) throw alreadyRunning(other.url)
  const sandbox = await launch(context, options)
  sayWhenOther(context, sandbox, options)
  try {
    await context.sandbox.announce(folder, sandbox, context.pid)
  } catch (error) {
    await sandbox.stop()
    throw systemRefusal(error, {stateFolder: folder}) ?? error
  }
  return {
    sandbox,
    result: resultOf(context, sandbox, options),
    async stop() {
      await context.sandbox.withdraw(folder)
      await sandbox.stop()
    },
  }
}

export function unknownScenario(message: string): SecrotError {
  return new SecrotError({code: 'SCENARIO_UNKNOWN', message, exit: EXIT.usage})
}

/**
 * A sandbox of this process. Throws PORT_TAKEN, PORT_NOT_ALLOWED, STATE_UNREADABLE, STATE_NOT_WRITABLE (exit 1),
 * SCENARIO_UNKNOWN and SANDBOX_CREDENTIALS_INCOMPLETE (exit 2), and the reason of an interrupt; where it throws, nothing
 * is written.
 */
export async function launch(context: SandboxContext, options: SandboxStartOptions): Promise<Sandbox> {
  const {port, stateFolder, scenario} = options
  const credentials = chosenCredentials(context.env)
  const wanted: SandboxOptions = {
    ...(port === undefined ? {} : {port}),
    ...(stateFolder === undefined ? {} : {stateFolder}),
    ...(scenario === undefined ? {} : {scenario}),
    ...(credentials === undefined ? {} : {credentials}),
    signal: context.signal,
    onBug: error => context.progress.warn(`The sandbox itself failed: ${placeOf(error)}`),
  }
  if (scenario !== undefined) {
    context.progress.line(`Building scenario ${scenario}: its functions really run, which takes up to a minute.`)
  }
  try {
    return await context.sandbox.startSandbox(wanted)
  } catch (error) {
    if (error instanceof context.sandbox.UnknownScenario) throw unknownScenario(error.message)
    if (error instanceof context.sandbox.UnreadableState) throw unreadable(error)
    throw systemRefusal(error, options) ?? error
  }
}

function sayWhenOther(
  {progress}: SandboxContext,
  sandbox: Sandbox,
  {scenario, stateFolder}: SandboxStartOptions,
): void {
  if (scenario === undefined || scenario === sandbox.scenario) return
  const holds = sandbox.scenario === undefined ? 'an account of its own' : `scenario ${sandbox.scenario}`
  const load = shellCommand(['secrot', 'sandbox', 'load', scenario, '--state', stateFolder ?? ''])
  progress.warn(`The folder holds ${holds}, which goes on; ${scenario} was not built.`)
  progress.line(`Build it instead: ${load}`)
}

function resultOf(context: SandboxContext, sandbox: Sandbox, options: SandboxStartOptions): SandboxStartResult {
  const {url, accountId, region, resumed} = sandbox
  return {
    url,
    accountId,
    region,
    scenario: sandbox.scenario ?? null,
    resumed,
    stateFolder: options.stateFolder ?? null,
    environment: context.sandbox.clientEnvironment(sandbox),
    unset: context.sandbox.SUPERSEDED_VARIABLES,
  }
}

/** Absent: the sandbox makes them up. */
function chosenCredentials(env: SandboxContext['env']): SandboxOptions['credentials'] {
  const accessKeyId = env['SECROT_SANDBOX_ACCESS_KEY_ID'] ?? ''
  const secretAccessKey = env['SECROT_SANDBOX_SECRET_ACCESS_KEY'] ?? ''
  if (accessKeyId === '' && secretAccessKey === '') return undefined
  if (accessKeyId !== '' && secretAccessKey !== '') return {accessKeyId, secretAccessKey}
  throw new SecrotError({
    code: 'SANDBOX_CREDENTIALS_INCOMPLETE',
    message: 'Only one of SECROT_SANDBOX_ACCESS_KEY_ID and SECROT_SANDBOX_SECRET_ACCESS_KEY is set.',
    hint: 'Set both, or neither and the sandbox makes them up.',
    exit: EXIT.usage,
  })
}

/** Class and place; the text of the error might hold a value. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no error was thrown.'
  const frame = /^\s+(at .*)$/m.exec(error.stack ?? '')?.[1] ?? 'at an unknown place'
  return `${error.name} ${frame}`
}

function alreadyRunning(url: string): SecrotError {
  return new SecrotError({
    code: 'SANDBOX_RUNNING',
    message: `A sandbox runs already, at ${url}.`,
    hint: 'Use it: secrot sandbox run -- COMMAND. For a second one add --state DIR.',
    exit: EXIT.unsafe,
  })
}

/** What the system refused: the port, or the folder. undefined: it was something else. */
function systemRefusal(error: unknown, {port, stateFolder}: SandboxStartOptions): SecrotError | undefined {
  const {code, syscall} = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) return undefined
  if (syscall === 'listen') return portRefused(port, code, error)
  return new SecrotError({
    code: 'STATE_NOT_WRITABLE',
    message: `The folder ${stateFolder ?? ''} cannot be used (${code}).`,
    hint: 'Name another folder with --state, or with SECROT_STATE_DIR for all that secrot keeps.',
    cause: error,
  })
}

function portRefused(port: number | undefined, code: string, cause: unknown): SecrotError {
  const taken = code === 'EADDRINUSE'
  return new SecrotError({
    code: taken ? 'PORT_TAKEN' : 'PORT_NOT_ALLOWED',
    message: `Port ${port ?? 0} ${taken ? 'is taken' : 'may not be used by this user'}.`,
    hint: 'Leave --port away and the sandbox takes a free one.',
    cause,
  })
}

function unreadable(error: Error & {readonly path: string}): SecrotError {
  return new SecrotError({
    code: 'STATE_UNREADABLE',
    message: error.message,
    hint: 'Name another folder with --state, or move the file away.',
    cause: error,
  })
}
