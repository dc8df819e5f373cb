import {createHash} from 'node:crypto'

/** A deployment package and its digest. */
export interface Package {
  readonly code: Uint8Array
  /** Base64 of the SHA-256, as Lambda shows it. */
  readonly codeSha256: string
}

/** The package of a zip's bytes, which stay as they are. */
export function packageOf(code: Uint8Array): Package {
  return {code, codeSha256: createHash('sha256').update(code).digest('base64')}
}
