import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'

interface Package {
  readonly name: string
  readonly version: string
  readonly license?: string
}

/**
 * Names, versions and licence texts of the packages that modules were taken from: what goes into a bundle goes with its
 * notice. Throws when a package names no licence.
 */
export function licenceNotices(moduleIds: Iterable<string>): string {
  const folders = new Set<string>()
  for (const id of moduleIds) {
    const folder = packageFolder(id)
    if (folder !== undefined) folders.add(folder)
  }
  // Many share a text word for word; it is printed once, below all their names.
  const byText = Map.groupBy([...folders].sort(), folder => licenceText(folder))
  return [...byText]
    .map(([text, sharing]) => `${[...new Set(sharing.map(folder => title(folder)))].join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(78)}\n\n`)
}

function title(folder: string): string {
  const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package
  if (license === undefined) throw new Error(`${name} names no licence.`)
  return `${name} ${version} (${license})`
}

/** The package's licence file; a package without one is named by its licence's identifier alone. */
function licenceText(folder: string): string {
  const file = readdirSync(folder).find(entry => /^licen[cs]e(\.|-mit|$)/i.test(entry))
  return file === undefined ? 'No licence file in the package.' : readFileSync(join(folder, file), 'utf8').trim()
}

/** The folder of the package in node_modules that a module belongs to; undefined for our own. */
function packageFolder(id: string): string | undefined {
  if (!id.includes('node_modules')) return undefined
  for (let folder = dirname(id); folder.includes('node_modules'); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (
      existsSync(manifest) &&
      (JSON.parse(readFileSync(manifest, 'utf8')) as Partial<Package>).version !== undefined
    ) {
      return folder
    }
  }
  return undefined
}
