import {randomBytes} from 'node:crypto'

export interface SandboxCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A bearer token. */
export function unpredictableToken(): string {
  return randomBytes(32).toString('base64url')
}

/** An access key pair of AWS's shape that nobody can guess. */
export function unpredictableCredentials(): SandboxCredentials {
  const id = Array.from(randomBytes(16), byte => BASE32[byte & 31]).join('')
  return {accessKeyId: `AKIA${id}`, secretAccessKey: randomBytes(30).toString('base64')}
}
