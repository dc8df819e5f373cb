import {brotliDecompressSync} from 'node:zlib'

/**
 * Whether somebody wants to be told of a secret. `list`: what is behind `secret:` in the ARNs, a line each, packed as
 * `secrot notify` packs it. Without one the rule itself lists the secrets. A list that cannot be read keeps nothing back.
 */
export function isWatched(secretArn: string, list: string | undefined): boolean {
  if (list === undefined) return true
  try {
    const lines = brotliDecompressSync(Buffer.from(list, 'base64')).toString().split('\n')
    return lines.includes(secretArn.split(':').slice(6).join(':'))
  } catch {
    return true
  }
}
