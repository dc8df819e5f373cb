import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'

const ours = resolve(import.meta.dirname, '../../node_modules')

/** A folder as it would be deployed: index.mjs, and a package with everything that it depends on. */
export function functionFolder(source: string, packageName: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'secrot-function-'))
  writeFileSync(join(folder, 'index.mjs'), source)
  mkdirSync(join(folder, 'node_modules'))
  for (const name of dependenciesOf(packageName)) {
    cpSync(join(ours, name), join(folder, 'node_modules', name), {recursive: true})
  }
  return folder
}

function dependenciesOf(name: string, found = new Set<string>()): ReadonlySet<string> {
  const file = join(ours, name, 'package.json')
  if (found.has(name) || !existsSync(file)) return found
  found.add(name)
  const {dependencies = {}} = JSON.parse(readFileSync(file, 'utf8')) as {dependencies?: Record<string, string>}
  for (const other of Object.keys(dependencies)) dependenciesOf(other, found)
  return found
}
