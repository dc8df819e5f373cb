import {zipSync} from 'fflate'

// The first moment that a zip can hold, in local fields as the format wants them, so that equal files give equal bytes.
const ZIP_EPOCH = new Date(1980, 0, 1)

/** A deployment package of files by path. Equal files give equal bytes, whatever the day and the order they came in. */
export function zipOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const inOrder = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  return zipSync(Object.fromEntries(inOrder), {mtime: ZIP_EPOCH, level: 6})
}
