import {unzipSync} from 'fflate'
import {MOST_UNPACKED_BYTES} from './limits.ts'
import {codeRefused} from './refused.ts'

/** What a zip holds, looked at without unpacking it. */
export interface ZipEntries {
  /** Paths of its files, sorted; folders left out. */
  readonly paths: readonly string[]
  /** Contents of the files that `wanted` names. */
  read(wanted: (path: string) => boolean): ReadonlyMap<string, Uint8Array>
}

/**
 * Reads the list of a zip. Refused (CODE_REFUSED, exit 2), as Lambda and the sandbox do: what is no zip, an empty one, a
 * path that leaves the package, more than 250 MB unpacked. `name`: how the user knows it.
 */
export function entriesOf(code: Uint8Array, name: string): ZipEntries {
  const sizes = listed(code, name)
  const paths = [...sizes.keys()].filter(path => !path.endsWith('/')).sort()
  if (paths.length === 0) throw codeRefused(name, 'is a zip without a file in it')
  const outside = paths.find(leaves)
  if (outside !== undefined) throw codeRefused(name, `holds a path outside itself: ${outside}`)
  const total = paths.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0)
  if (total > MOST_UNPACKED_BYTES) {
    throw codeRefused(
      name,
      'is larger than 250 MB unpacked',
      'Lambda takes no more either; leave out what it does not need.',
    )
  }
  return {
    paths,
    read(wanted) {
      try {
        return new Map(Object.entries(unzipSync(code, {filter: ({name: path}) => !path.endsWith('/') && wanted(path)})))
      } catch {
        throw codeRefused(name, 'is a damaged zip')
      }
    },
  }
}

/** Declared sizes by path. A file is never unpacked beyond what is declared here. */
function listed(code: Uint8Array, name: string): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  try {
    unzipSync(code, {
      filter: ({name: path, originalSize}) => {
        sizes.set(path, (sizes.get(path) ?? 0) + originalSize)
        return false
      },
    })
  } catch {
    throw codeRefused(name, 'is no zip that can be read')
  }
  return sizes
}

function leaves(path: string): boolean {
  return path.startsWith('/') || path.split(/[/\\]/).includes('..')
}
