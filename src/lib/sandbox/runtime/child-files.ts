import {existsSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

/** Files that run inside the process of a function. */
export interface ChildFiles {
  readonly preload: string
  readonly main: string
  readonly python: string
}

/** Finds them: as sources beside this file, or as what the build put into `sandbox-child` of its output. */
export function childFiles(): ChildFiles {
  const here = dirname(fileURLToPath(import.meta.url))
  const sources = join(here, 'child')
  if (existsSync(join(sources, 'main.ts'))) {
    return {preload: join(sources, 'preload.ts'), main: join(sources, 'main.ts'), python: sources}
  }
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    const built = join(folder, 'sandbox-child')
    if (existsSync(built)) {
      return {preload: join(built, 'preload.cjs'), main: join(built, 'main.cjs'), python: built}
    }
  }
  throw new Error(`The files that run inside a function's process are missing beside ${here}.`)
}
