import {basename} from 'node:path'

import {EXIT, SecrotError} from '../errors.ts'
import {refuseOldAwsCli} from './sandbox-aws-cli.ts'
import type {ChildEnd, SandboxContext} from './sandbox-context.ts'
import {sandboxedEnvironment} from './sandbox-environment.ts'
import {launch} from './sandbox-start.ts'

export interface SandboxRunOptions {
  readonly command: readonly [string, ...string[]]
  /** Build this scenario in a fresh sandbox. Absent: use the running one, else a fresh and empty one. */
  readonly scenario?: string | undefined
  /** Do not use a running sandbox. */
  readonly fresh: boolean
  /** Folder of the running sandbox that is meant. Absent: the one that `sandbox start` uses without `--state`. */
  readonly stateFolder?: string | undefined
  /** Two empty files for a client's configuration and credentials. */
  readonly emptyFiles: {readonly config: string; readonly credentials: string}
}

/**
 * Runs a command whose AWS is a sandbox: the running one, or a fresh one that ends with it. Gives the exit code: the
 * command's own, 128 + n after signal n. Throws AWS_CLI_TOO_OLD (exit 3), COMMAND_NOT_FOUND (exit 1) and what
 * `startSandbox` throws.
 */
export async function runInSandbox(context: SandboxContext, options: SandboxRunOptions): Promise<number> {
  const home = await homeOf(context, options)
  try {
    const facts = context.sandbox.clientEnvironment(home)
    const env = sandboxedEnvironment(context.env, facts, options.emptyFiles)
    await refuseOldAwsCli(context, options.command, env)
    return codeOf(await run(context, options.command, env))
  } finally {
    await home.leave()
  }
}

interface Home {
  readonly url: string
  readonly region: string
  readonly credentials: {readonly accessKeyId: string; readonly secretAccessKey: string}
  leave(): Promise<void>
}

async function homeOf(context: SandboxContext, options: SandboxRunOptions): Promise<Home> {
  const alone = options.fresh || options.scenario !== undefined
  const running = alone ? undefined : await context.sandbox.findRunning(options.stateFolder ?? context.stateFolder)
  if (running !== undefined) return {...running, leave: () => Promise.resolve()}
  const {scenario} = options
  const sandbox = await launch(context, {scenario})
  const {url, region, credentials} = sandbox
  return {url, region, credentials, leave: () => sandbox.stop()}
}

async function run(
  context: SandboxContext,
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<ChildEnd> {
  try {
    return await context.runChild(command, env)
  } catch (cause) {
    const {code} = cause as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EACCES') throw cause
    throw new SecrotError({
      code: 'COMMAND_NOT_FOUND',
      message: `${basename(command[0])} cannot be started: ${code === 'ENOENT' ? 'there is no such command' : 'it is not executable'}.`,
      hint: 'The command follows the two dashes: secrot sandbox run -- aws secretsmanager list-secrets',
      exit: EXIT.failed,
      cause,
    })
  }
}

function codeOf(end: ChildEnd): number {
  return end.kind === 'exited' ? end.code : 128 + end.by
}
