import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'

import type {Endpoint} from './raw-client.ts'

export const root = resolve(import.meta.dirname, '..')
/** The built command line: what is measured is what ships. */
export const secrot = resolve(root, 'bin/run.js')

export interface SandboxProcess extends AsyncDisposable {
  readonly endpoint: Endpoint
  /** What a client of it needs in its environment. */
  readonly env: Readonly<Record<string, string>>
}

interface Started {
  readonly url: string
  readonly region: string
  readonly environment: Readonly<Record<string, string>>
}

/** `secrot sandbox start` in a process of its own, which knows nothing of one that runs already. */
export async function startSandboxProcess(): Promise<SandboxProcess> {
  const state = await mkdtemp(join(tmpdir(), 'secrot-bench-'))
  const child = spawn(process.execPath, [secrot, 'sandbox', 'start', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {...process.env, SECROT_STATE_DIR: state},
  })
  const {url, region, environment: env} = await firstObject(child.stdout)
  return {
    env,
    endpoint: {
      url,
      region,
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      if (child.kill('SIGTERM')) await ended
      await rm(state, {recursive: true, force: true})
    },
  }
}

/** `sandbox start` prints one object over several lines and stays, so its end is not the end of the stream. */
async function firstObject(stream: AsyncIterable<Buffer>): Promise<Started> {
  let text = ''
  for await (const chunk of stream) {
    text += chunk.toString()
    if (!text.endsWith('\n}\n')) continue
    const started = JSON.parse(text) as Started | {readonly error: unknown}
    if ('error' in started) break
    return started
  }
  throw new Error(`the sandbox did not start: ${text}`)
}
