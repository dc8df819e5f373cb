import {execFile, spawn} from 'node:child_process'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {constants, tmpdir} from 'node:os'
import {join} from 'node:path'

import type {ChildEnd} from '../operations/sandbox-context.ts'

/** Runs a command with this process's terminal. Ctrl-C is the child's: this process waits for how it takes it. */
export function runChild(
  [program, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {env, stdio: 'inherit'})
    const stopForwarding = forwardSignals(signal => child.kill(signal))
    child.on('error', error => {
      stopForwarding()
      reject(error)
    })
    child.on('exit', (code, signal) => {
      stopForwarding()
      resolve(signal === null ? {kind: 'exited', code: code ?? 0} : {kind: 'killed', by: constants.signals[signal]})
    })
  })
}

/** What a command writes on both streams; undefined when it cannot be started. */
export function outputOf(
  [program, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile(program, args, {env}, (error, stdout, stderr) => {
      resolve((error as NodeJS.ErrnoException | null)?.code === 'ENOENT' ? undefined : `${stdout}${stderr}`)
    })
  })
}

function forwardSignals(send: (signal: NodeJS.Signals) => void): () => void {
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const listener = (signal: NodeJS.Signals): void => {
    // A terminal sends Ctrl-C to parent and child alike.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) send(signal)
  }
  for (const signal of signals) process.on(signal, listener)
  return () => {
    for (const signal of signals) process.off(signal, listener)
  }
}

/** A private folder for as long as `work` takes. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'secrot-run-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

/** Two empty files for as long as `work` takes: a client's configuration and credentials with nothing in them. */
export function withEmptyFiles<T>(
  work: (files: {readonly config: string; readonly credentials: string}) => Promise<T>,
): Promise<T> {
  return withFolder(async folder => {
    const files = {config: join(folder, 'config'), credentials: join(folder, 'credentials')}
    for (const file of Object.values(files)) await writeFile(file, '', {mode: 0o600})
    return work(files)
  })
}

/** How a shell starts the program that runs now: its interpreter and its script. */
export function ownProgram(): readonly [string, ...string[]] {
  const [, script = ''] = process.argv
  return [process.execPath, script]
}
