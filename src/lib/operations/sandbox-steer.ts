import {EXIT, SecrotError} from '../errors.ts'
import type {RunningSandbox} from '../sandbox/index.ts'
import type {SandboxContext} from './sandbox-context.ts'
import {unknownScenario} from './sandbox-start.ts'

export interface SteerOptions {
  /** Folder of the sandbox that is meant. Absent: the one that `sandbox start` uses without `--state`. */
  readonly stateFolder?: string | undefined
}

export interface SteerResult {
  readonly url: string
  /** null after a reset. */
  readonly scenario: string | null
}

/** Resets the running sandbox and builds a scenario in it. Throws SANDBOX_NOT_RUNNING (exit 1), SCENARIO_UNKNOWN (exit 2). */
export async function loadSandbox(
  context: SandboxContext,
  options: SteerOptions & {readonly scenario: string},
): Promise<SteerResult> {
  const running = await needRunning(context, options)
  context.progress.activity(`building scenario ${options.scenario}, which takes up to a minute`)
  try {
    await context.sandbox.controlRunning(running, 'POST', 'load', {scenario: options.scenario})
  } catch (error) {
    const {ControlFailure} = context.sandbox
    if (error instanceof ControlFailure && error.status === 404) throw unknownScenario(error.message)
    throw error
  }
  return {url: running.url, scenario: options.scenario}
}

/** Makes the running sandbox as it was when it was first started. Throws SANDBOX_NOT_RUNNING (exit 1). */
export async function resetSandbox(context: SandboxContext, options: SteerOptions): Promise<SteerResult> {
  const running = await needRunning(context, options)
  await context.sandbox.controlRunning(running, 'POST', 'reset')
  return {url: running.url, scenario: null}
}

async function needRunning(context: SandboxContext, options: SteerOptions): Promise<RunningSandbox> {
  const running = await context.sandbox.findRunning(options.stateFolder ?? context.stateFolder)
  if (running !== undefined) return running
  const state = options.stateFolder === undefined ? '' : ' --state DIR'
  throw new SecrotError({
    code: 'SANDBOX_NOT_RUNNING',
    message: 'No sandbox is running.',
    hint: `Start one in another terminal: secrot sandbox start${state}`,
    exit: EXIT.failed,
  })
}
