import type {Language} from './code-text.ts'
import {inputRefused} from './refused.ts'

/** What this machine runs functions with, as full versions. */
export interface Installed {
  readonly node: string
  /** Absent: python3 is not here. */
  readonly python?: string | undefined
}

export interface ChosenRuntime {
  readonly runtime: string
  /** Where `runtime` is another one. */
  readonly declared?: string
  readonly notes: readonly string[]
}

// Before these, Lambda creates and updates no function any more
// (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated). What replaces them is the
// oldest runtime that is not on its way out.
const LEFT = {nodejs: {first: 20, nearest: 'nodejs22.x'}, python: {first: 10, nearest: 'python3.11'}} as const

/** The language of a runtime's name; undefined: neither Node nor Python. */
export function languageOfRuntime(runtime: string): Language | undefined {
  if (/^nodejs(\d+\.(x|\d+))?$/.test(runtime)) return 'nodejs'
  return /^python\d+\.\d+$/.test(runtime) ? 'python' : undefined
}

/** Refuses a runtime in which nothing can be rehearsed. Throws RUNTIME_UNSUPPORTED (exit 2). */
export function checkRuntime(runtime: string, source: string): Language {
  const language = languageOfRuntime(runtime)
  if (language !== undefined) return language
  throw inputRefused(
    'RUNTIME_UNSUPPORTED',
    `${source} declares the runtime ${JSON.stringify(runtime.slice(0, 60))}, and Node and Python functions alone can be rehearsed.`,
    'A runtime looks like nodejs24.x or python3.12: --runtime nodejs24.x',
  )
}

/**
 * The runtime to rehearse in: the declared one, the nearest one where that is gone, and without any the one that this
 * machine has. Throws RUNTIME_NOT_HERE (exit 2).
 */
export function runtimeFor(language: Language, declared: string | undefined, installed: Installed): ChosenRuntime {
  const local = language === 'nodejs' ? installed.node : installed.python
  if (local === undefined) {
    throw inputRefused(
      'RUNTIME_NOT_HERE',
      'This is a Python function, and python3 is not on PATH here.',
      'Install Python 3.10 or newer (with boto3, which Lambda provides), then run the same command again.',
    )
  }
  if (declared === undefined) return {runtime: ownRuntime(language, local), notes: []}
  const {first, nearest} = LEFT[language]
  const gone = generation(declared) < first
  const runtime = gone ? nearest : declared
  const mapped = `${declared} no longer exists on Lambda; ${nearest}, the nearest that does, is rehearsed in its place.`
  return {
    runtime,
    notes: [...(gone ? [mapped] : []), ...otherLocal(language, runtime, local)],
    ...(gone ? {declared} : {}),
  }
}

function otherLocal(language: Language, runtime: string, local: string): readonly string[] {
  if (ownRuntime(language, local) === runtime) return []
  const name = language === 'nodejs' ? 'Node' : 'Python'
  return [`${runtime} runs here on ${name} ${local}, another major version, which may behave differently.`]
}

function ownRuntime(language: Language, local: string): string {
  const [major = '', minor = ''] = local.split('.')
  return language === 'nodejs' ? `nodejs${major}.x` : `python${major}.${minor}`
}

/** What counts up from one runtime to the next: 24 of `nodejs24.x`, 12 of `python3.12`; the first ones are 0. */
export function generation(runtime: string): number {
  const [, major = '0', minor = '0'] = /^(?:nodejs|python)(\d+)\.(\d+|x)$/.exec(runtime) ?? []
  if (runtime.startsWith('nodejs')) return Number(major)
  return major === '3' ? Number(minor) : 0
}
