import {strToU8, zipSync} from 'fflate'

// The first moment that a zip can hold, in local fields as the format wants them, so that equal files give equal bytes.
const ZIP_EPOCH = new Date(1980, 0, 1)

/** A deployment package of the given files, path to content. Equal input gives equal bytes, whatever the day. */
export function zipFiles(files: Record<string, string | Uint8Array>): Uint8Array {
  const entries = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))
  return zipSync(
    Object.fromEntries(
      entries.map(([path, content]) => [path, typeof content === 'string' ? strToU8(content) : content]),
    ),
    {mtime: ZIP_EPOCH, level: 6},
  )
}
