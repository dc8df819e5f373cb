import {existsSync, readdirSync, statSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

/** Files that run inside the process of a function. */
export interface ChildFiles {
  readonly preload: string
  readonly main: string
  readonly python: string
}

let found: ChildFiles | undefined

/**
 * Finds them: what the build put into `sandbox-child` of its output, or, from sources, a bundle in a cache that is as new as
 * they are; else the sources beside this file, which start more slowly.
 */
export function childFiles(): ChildFiles {
  found ??= find(dirname(fileURLToPath(import.meta.url)))
  return found
}

function find(here: string): ChildFiles {
  const sources = join(here, 'child')
  if (existsSync(join(sources, 'main.ts'))) {
    const built = bundledForSources(sources)
    if (isFresh(built, sources)) return bundled(built)
    return {preload: join(sources, 'preload.ts'), main: join(sources, 'main.ts'), python: sources}
  }
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    const built = join(folder, 'sandbox-child')
    if (existsSync(built)) return bundled(built)
  }
  throw new Error(`The files that run inside a function's process are missing beside ${here}.`)
}

function bundled(folder: string): ChildFiles {
  return {preload: join(folder, 'preload.cjs'), main: join(folder, 'main.cjs'), python: folder}
}

/** Where a bundle of the sources is kept between runs. */
export function bundledForSources(sources: string): string {
  return join(sources, '../../../../../node_modules/.cache/secrot/sandbox-child')
}

/** What goes into the bundle beside the sources: the SDK as it is declared and as it is installed, and what bundles. */
const BESIDE = ['package.json', 'node_modules/.package-lock.json', 'tools/child-bundle.ts']

/** Whether the bundle is there and nothing that it is made of has changed since. */
export function isFresh(folder: string, sources: string): boolean {
  const built = statSync(join(folder, 'main.cjs'), {throwIfNoEntry: false})
  if (built === undefined) return false
  const parts = [
    ...BESIDE.map(name => join(sources, '../../../../..', name)),
    ...readdirSync(sources).map(name => join(sources, name)),
  ]
  return parts.every(path => (statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0) < built.mtimeMs)
}
