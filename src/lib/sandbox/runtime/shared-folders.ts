import {lstatSync, readdirSync, readFileSync, realpathSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {realNow} from '../clock.ts'

/** A file that came into a folder which the function shares with everything else on this machine. */
export interface SharedFile {
  readonly path: string
  readonly text: string
  /** Whether it was there before the rehearsal. */
  readonly isOld: boolean
}

/** No handler of a secret leaves more than this by accident, and others write here too. */
const MOST_ENTRIES = 400
const MOST_DEPTH = 3
const MOST_BYTES = 100_000

/** Clocks of file systems are coarse and stay behind. */
const COARSE_MS = 50

/** What the sandbox itself puts there: its workers' own folders are looked through by itself. */
const OWN = /^secrot-/

/**
 * The folders of this machine that a path in the code of a function may name: on Lambda `/tmp` is its own, here it is
 * everybody's, and one process finds there what the one before it has left.
 */
export class SharedFolders {
  /** With the names that were there before, and when something came or went last: thousands may lie there. */
  readonly #folders: readonly {readonly path: string; readonly old: ReadonlySet<string>; changedAt: number}[]
  /** Paths of what came since. */
  #added: readonly string[] = []
  /** Old files that the first case has written to: functions use the same names again. */
  #written: readonly string[] | undefined
  #began = realNow()

  constructor(folders: readonly string[] = ['/tmp', tmpdir()]) {
    const paths = new Set(folders.flatMap(folder => realPath(folder) ?? []))
    this.#folders = [...paths].map(path => ({path, old: new Set(namesIn(path)), changedAt: 0}))
  }

  /** A case begins. */
  begin(): void {
    this.#began = realNow()
  }

  /** Files that were written since it began. */
  written(): readonly SharedFile[] {
    const began = this.#began
    this.#written ??= this.#folders
      .flatMap(({path, old}) => [...old].filter(name => !OWN.test(name)).map(name => join(path, name)))
      .filter(path => changed(path, began) === 'file')
    const old = this.#written.flatMap(path => readFile(path, began, true) ?? [])
    return [...old, ...this.#newFiles(began)]
  }

  /** Removes one that holds a secret of a case, so that the next one does not find it. Who had a file before keeps it. */
  remove({path, isOld}: SharedFile): void {
    if (!isOld) rmSync(path, {force: true})
  }

  /** A folder that nothing came into or went out of since it was read is not read again. */
  #newEntries(): readonly string[] {
    const states = this.#folders.map(folder => ({folder, at: modifiedAt(folder.path)}))
    if (states.every(({folder, at}) => at === folder.changedAt && realNow() - at > COARSE_MS)) return this.#added
    this.#added = states.flatMap(({folder, at}) => {
      folder.changedAt = at
      const names = namesIn(folder.path).filter(name => !folder.old.has(name) && !OWN.test(name))
      return names.map(name => join(folder.path, name))
    })
    return this.#added
  }

  #newFiles(began: number): readonly SharedFile[] {
    const found: SharedFile[] = []
    let open = this.#newEntries()
    let looked = 0
    for (let depth = 0; depth < MOST_DEPTH && looked < MOST_ENTRIES; depth += 1) {
      const inside: string[] = []
      for (const path of open) {
        if (looked >= MOST_ENTRIES) break
        looked += 1
        const what = changed(path, began)
        const file = what === 'file' ? readFile(path, began, false) : undefined
        if (file !== undefined) found.push(file)
        if (what === 'folder') inside.push(...namesIn(path).map(name => join(path, name)))
      }
      open = inside
    }
    return found
  }
}

/** A file that is this user's and was written since, or a folder of theirs; what somebody else left here is no function's. */
function changed(path: string, began: number): 'file' | 'folder' | undefined {
  try {
    const stats = lstatSync(path)
    if (process.getuid !== undefined && stats.uid !== process.getuid()) return undefined
    if (stats.isDirectory()) return 'folder'
    return stats.isFile() && stats.size <= MOST_BYTES && stats.ctimeMs >= began - COARSE_MS ? 'file' : undefined
  } catch {
    return undefined
  }
}

function readFile(path: string, began: number, isOld: boolean): SharedFile | undefined {
  try {
    if (isOld && changed(path, began) !== 'file') return undefined
    return {path, text: readFileSync(path, 'utf8'), isOld}
  } catch {
    return undefined
  }
}

function modifiedAt(folder: string): number {
  try {
    return statSync(folder).mtimeMs
  } catch {
    return 0
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** undefined: there is none, as on Windows. */
function realPath(folder: string): string | undefined {
  try {
    return realpathSync(folder)
  } catch {
    return undefined
  }
}
