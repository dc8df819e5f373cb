import {createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject} from 'node:crypto'

import {SignatureV4Base} from '@smithy/signature-v4'

import type {SignedScope} from './authorization.ts'
import type {WireRequest} from './message.ts'

const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD'

/** A day's keys of a few hundred callers; the oldest goes first. */
const MOST_KEYS = 1_000

/**
 * The library's canonical form of a request with the hashing done by Node. Its own signer hashes through promises and
 * derives the credential's digest on each call, which costs more than everything else the sandbox does for a request.
 */
class Canonical extends SignatureV4Base {
  constructor() {
    super({
      service: 'unused',
      region: 'unused',
      credentials: {accessKeyId: 'unused', secretAccessKey: 'unused'},
      sha256: class {
        update(): void {}
        digest(): Promise<Uint8Array> {
          return Promise.resolve(new Uint8Array())
        }
        reset(): void {}
      },
    })
  }

  of(request: WireRequest, signedHeaders: readonly string[], payloadHash: string): string {
    const headers: Record<string, string> = {}
    for (const name of signedHeaders) headers[name] = trimAll(request.headers[name] ?? '')
    return this.createCanonicalRequest(
      {method: request.method, path: request.path, query: queryOf(request.query), headers} as never,
      headers,
      payloadHash,
    )
  }
}

/** Compares signatures of requests with what the secret access key gives. Keeps derived signing keys. */
export class SignatureCheck {
  readonly #canonical = new Canonical()
  readonly #keys = new Map<string, {readonly secret: string; readonly key: KeyObject}>()

  /** `amzDate` is the request's `X-Amz-Date`. */
  matches(request: WireRequest, scope: SignedScope, amzDate: string, secretAccessKey: string): boolean {
    const canonical = this.#canonical.of(request, scope.signedHeaders, payloadHash(request))
    const toSign =
      `AWS4-HMAC-SHA256\n${amzDate}\n${scope.date}/${scope.region}/${scope.service}/aws4_request\n` +
      hash('sha256', canonical)
    const expected = createHmac('sha256', this.#signingKey(scope, secretAccessKey)).update(toSign).digest('hex')
    return equalTexts(expected, scope.signature)
  }

  #signingKey(scope: SignedScope, secretAccessKey: string): KeyObject {
    const name = `${scope.accessKeyId}/${scope.date}/${scope.region}/${scope.service}`
    const kept = this.#keys.get(name)
    if (kept?.secret === secretAccessKey) return kept.key
    let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`)
    for (const part of [scope.date, scope.region, scope.service, 'aws4_request']) {
      key = createHmac('sha256', key).update(part).digest()
    }
    const derived = createSecretKey(key)
    if (this.#keys.size >= MOST_KEYS) this.#keys.delete(this.#keys.keys().next().value!)
    this.#keys.set(name, {secret: secretAccessKey, key: derived})
    return derived
  }
}

/** The body's digest is always computed, whatever the header claims; only the unsigned marker is taken at its word. */
function payloadHash(request: WireRequest): string {
  if (request.headers['x-amz-content-sha256'] === UNSIGNED_PAYLOAD) return UNSIGNED_PAYLOAD
  return hash('sha256', request.body)
}

function queryOf(query: string): Record<string, string | string[]> {
  const parameters: Record<string, string | string[]> = {}
  if (query === '') return parameters
  for (const [name, value] of new URLSearchParams(query.replaceAll('+', '%2B'))) {
    const earlier = parameters[name]
    if (earlier === undefined) parameters[name] = value
    else parameters[name] = [...(Array.isArray(earlier) ? earlier : [earlier]), value]
  }
  return parameters
}

function trimAll(value: string): string {
  return value.trim().replaceAll(/[ \t]+/g, ' ')
}

function equalTexts(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
