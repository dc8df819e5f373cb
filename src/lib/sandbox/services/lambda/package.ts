import {createHash} from 'node:crypto'
import {unzipSync} from 'fflate'
import {invalidParameter} from './errors.ts'

/** A deployment package and its digest. */
export interface Package {
  readonly code: Uint8Array
  /** Base64 of the SHA-256. */
  readonly codeSha256: string
}

/** The package in `ZipFile`, base64 as on the wire. Throws Lambda's refusals. */
export function packageOf(given: Readonly<Record<string, unknown>>): Package {
  const {ZipFile: zip} = given
  if (typeof zip !== 'string') {
    throw invalidParameter('Please provide a ZipFile or an object in S3: the sandbox serves no container images.')
  }
  const code = Buffer.from(zip, 'base64')
  if (code.length === 0) throw invalidParameter('Uploaded file must be a non-empty zip')
  checkZip(code)
  return {code, codeSha256: createHash('sha256').update(code).digest('base64')}
}

function checkZip(code: Uint8Array): void {
  let files: string[] = []
  try {
    unzipSync(code, {
      filter: ({name}) => {
        files = [...files, name]
        return false
      },
    })
  } catch {
    throw invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.')
  }
  // A path that leaves the package is no way to write over files of this machine.
  if (files.some(name => name.startsWith('/') || name.split('/').includes('..'))) {
    throw invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.')
  }
  if (files.length === 0) throw invalidParameter('Uploaded file must be a non-empty zip')
}
