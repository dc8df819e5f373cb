import {brotliCompressSync, brotliDecompressSync} from 'node:zlib'

/** A text made small for a place that holds letters alone, such as a variable of a function. */
export function packedText(text: string): string {
  return brotliCompressSync(text).toString('base64')
}

/** undefined: it is no such text. */
export function unpackedText(packed: string): string | undefined {
  try {
    return brotliDecompressSync(Buffer.from(packed, 'base64')).toString()
  } catch {
    // It says nothing that could be told of it.
    return undefined
  }
}
