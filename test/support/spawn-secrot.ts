import {spawn, type ChildProcessByStdio} from 'node:child_process'
import {once} from 'node:events'
import {resolve} from 'node:path'
import type {Readable} from 'node:stream'
import {text} from 'node:stream/consumers'

const dev = resolve(import.meta.dirname, '../../bin/dev.js')

export interface SpawnedSecrot {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** The CLI as a process of its own; `env` is its whole environment beside PATH and HOME. */
export function spawnSecrot(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcessByStdio<null, Readable, Readable> {
  const {PATH = '', HOME = ''} = process.env
  return spawn(process.execPath, [dev, ...argv], {env: {PATH, HOME, ...env}, stdio: ['ignore', 'pipe', 'pipe']})
}

/** Runs it to its end. */
export async function secrotProcess(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<SpawnedSecrot> {
  const child = spawnSecrot(argv, env)
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
  ])
  return {code, signal, stdout, stderr}
}

/** Resolves with all that was written once `wanted` is in it. */
export function untilWritten(stream: Readable, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let written = ''
    stream.on('data', chunk => {
      written += String(chunk)
      if (wanted.test(written)) resolve(written)
    })
    stream.on('end', () => reject(new Error(`ended without ${String(wanted)}: ${written}`)))
  })
}
