import {Refusal} from '../refusal.ts'

/** The server, or the way to it, failed: a code alone, since the text of a driver or server may quote a statement. */
export class ServerFailed extends Refusal {
  readonly code: string
  /** It may work a moment later. */
  readonly isPassing: boolean

  constructor(code: string, isPassing: boolean) {
    super(IS_OF_CERTIFICATE.test(code) ? `${UNTRUSTED} (${code}); TLS_CA says whom to trust` : `the server: ${code}`)
    this.code = code
    this.isPassing = isPassing
  }
}

/** The server was asked for TLS and has none. */
export class NoTls extends Error {}

const UNTRUSTED = 'the certificate of the server is not trusted'

/** Codes of Node's TLS. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const IS_OF_CERTIFICATE = /CERT|CRL|^UNABLE_TO_|^(INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/

/** What a driver threw, by the code of the server, of the driver or of the connection. */
export function serverFailed(error: unknown, isPassing: (code: string) => boolean): ServerFailed {
  if (error instanceof ServerFailed) return error
  const {code} = error as {readonly code?: unknown}
  const known = typeof code === 'string' && /^\w{2,80}$/.test(code) ? code : 'CONNECTION_LOST'
  return new ServerFailed(known, !IS_OF_CERTIFICATE.test(known) && isPassing(known))
}
