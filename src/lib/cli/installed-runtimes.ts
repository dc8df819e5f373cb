import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import type {Installed} from '../rehearse/input/runtime.ts'

/** What functions run in here: the Node that runs secrot, and the python3 on PATH. */
export async function installedRuntimes(env: Readonly<Record<string, string | undefined>>): Promise<Installed> {
  const node = process.versions.node
  try {
    const options = {timeout: 20_000, env: {PATH: env['PATH'], HOME: env['HOME']}}
    const {stdout} = await promisify(execFile)(
      'python3',
      ['-I', '-c', 'import platform; print(platform.python_version())'],
      options,
    )
    const version = /^3\.\d+\.\S+$/.exec(stdout.trim())?.[0]
    return version === undefined ? {node} : {node, python: version}
  } catch {
    // Not on PATH, or not usable: the same to a Python function.
    return {node}
  }
}
