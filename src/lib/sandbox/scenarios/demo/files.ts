import {existsSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

/** The folder of the demo's handlers and its probe: beside this file, or what the build put into its output. */
export function demoFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const sources = join(here, 'handlers')
  if (existsSync(sources)) return sources
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    const built = join(folder, 'sandbox-demo')
    if (existsSync(built)) return built
  }
  throw new Error(`The demo's handlers are missing beside ${here}.`)
}

/** The text of one of them. */
export function demoFile(name: string): string {
  return readFileSync(join(demoFolder(), name), 'utf8')
}
