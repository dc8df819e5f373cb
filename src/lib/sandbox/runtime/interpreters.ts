import {execFile} from 'node:child_process'
import {promisify} from 'node:util'

/** What runs a declared runtime on this machine. */
export type Interpreter =
  | {
      readonly kind: 'node' | 'python'
      readonly command: string
      /** Local version, `24.21.0`. */
      readonly version: string
      /** Said in the log when the declared runtime is another one. */
      readonly note?: string
      /** Folder of packages that Python users install for themselves; it follows HOME, and a function has none. */
      readonly userBase?: string
    }
  | {readonly kind: 'absent'; readonly reason: string}

/** Finds the interpreter for `nodejs24.x` or `python3.12`. Node is the one that runs the sandbox, Python is on PATH. */
export async function findInterpreter(runtime: string): Promise<Interpreter> {
  if (runtime.startsWith('nodejs')) return withNote(runtime, nodeInterpreter())
  if (runtime.startsWith('python')) return withNote(runtime, await pythonInterpreter())
  return {kind: 'absent', reason: `The sandbox runs Node and Python functions; it cannot run ${runtime}.`}
}

function nodeInterpreter(): Interpreter {
  return {kind: 'node', command: process.execPath, version: process.versions.node}
}

const pythons = new Map<string, Promise<Interpreter>>()

function pythonInterpreter(): Promise<Interpreter> {
  const path = process.env['PATH'] ?? ''
  const known = pythons.get(path) ?? askPython()
  pythons.set(path, known)
  return known
}

// python3 may be a shim that reads HOME; the real file behind it is what a function without a HOME can start.
const ASK =
  'import json,platform,site,sys; print(json.dumps([sys.executable, platform.python_version(), site.getuserbase()]))'

async function askPython(): Promise<Interpreter> {
  try {
    const {stdout} = await promisify(execFile)('python3', ['-c', ASK], {timeout: 20_000})
    const [command, version, userBase] = JSON.parse(stdout) as [string, string, string]
    return {kind: 'python', command, version, userBase}
  } catch (error) {
    const why = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'not on PATH' : 'not usable'
    return {kind: 'absent', reason: `python3 is ${why} here, so the sandbox cannot run Python functions.`}
  }
}

function withNote(runtime: string, found: Interpreter): Interpreter {
  if (found.kind === 'absent') return found
  const declared = runtime.replace(/^(nodejs|python)/, '').replace(/\.x$/, '')
  const parts = declared.split('.').length
  const local = found.version.split('.').slice(0, parts).join('.')
  if (local === declared) return found
  const name = found.kind === 'node' ? 'Node' : 'Python'
  return {
    ...found,
    note: `secrot sandbox: declared ${runtime}, runs on ${name} ${found.version}; the runtime on AWS may behave differently.`,
  }
}
