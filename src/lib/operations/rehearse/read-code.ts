import {readFile, stat} from 'node:fs/promises'
import {basename} from 'node:path'
import {entriesOf} from '../../packaging/entries.ts'
import {folderFiles} from '../../packaging/folder.ts'
import {MOST_UNPACKED_BYTES} from '../../packaging/limits.ts'
import {packageOf, type Package} from '../../packaging/package.ts'
import {codeRefused} from '../../packaging/refused.ts'
import {zipOf} from '../../packaging/zip.ts'
import {type CodeText, isRead, languageOf} from '../../rehearse/input/code-text.ts'

/** A package, and what its text says. */
export interface ReadCode extends Package, CodeText {
  readonly notes: readonly string[]
}

/**
 * The package at a path: a source file alone under its name, a folder as it is, a zip with its bytes untouched. Throws
 * CODE_REFUSED (exit 2).
 */
export async function readCode(path: string): Promise<ReadCode> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw codeRefused(path, error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code ?? 'unknown'})`)
  })
  if (found.isDirectory()) return folderCode(path)
  if (!found.isFile()) throw codeRefused(path, 'is neither a file nor a folder')
  if (found.size > MOST_UNPACKED_BYTES) throw codeRefused(path, 'is larger than 250 MB', 'Lambda takes no more either.')
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw codeRefused(path, `cannot be read (${error.code ?? 'unknown'})`)
  })
  if (languageOf(path) !== undefined) return filesCode(new Map([[basename(path), content]]), path)
  if (!path.endsWith('.zip') && content.subarray(0, 2).toString('latin1') !== 'PK') {
    throw codeRefused(path, 'is neither JavaScript nor Python nor a zip')
  }
  return zipCode(content, path)
}

/** Of files as they lie in a package. `name`: how the user knows it. */
export function filesCode(files: ReadonlyMap<string, Uint8Array>, name: string): ReadCode {
  return zipCode(zipOf(files), name)
}

/** Of a zip as it is. */
export function zipCode(code: Uint8Array, name: string): ReadCode {
  const entries = entriesOf(code, name)
  const texts = [...entries.read(isRead)].map(([path, content]) => [path, new TextDecoder().decode(content)] as const)
  return {...packageOf(code), paths: entries.paths, texts: new Map(texts), notes: []}
}

async function folderCode(path: string): Promise<ReadCode> {
  const {files, leftOut} = await folderFiles(path)
  const notes = leftOut.map(link => `${link} is a symlink that leads out of ${path} or nowhere, and is left out.`)
  return {...filesCode(files, path), notes}
}
