import type {Ending} from '../../operations/retire-ending.ts'

/** A credential in the object of `--json`, named by its end; members that do not apply are null. */
export interface CredentialJson {
  readonly kind: Ending['kind']
  readonly last4: string
  /** The first 16 hex digits of the SHA-256 of an API key. */
  readonly sha256: string | null
  readonly userName: string | null
  readonly apiId: string | null
  readonly active: boolean | null
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  readonly lastUsedService: string | null
  /** Calls of the last hours; null: nobody could look, or the target does not tell. */
  readonly uses: readonly UseJson[] | null
  readonly coverage: readonly {readonly region: string; readonly since: string}[]
}

interface UseJson {
  readonly at: string
  readonly action: string
  readonly caller: string | null
  readonly sourceIp: string | null
  readonly userAgent: string | null
}

export function credentialJson(ending: Ending, last4: string): CredentialJson {
  const none = {
    kind: ending.kind,
    last4,
    sha256: null,
    userName: null,
    apiId: null,
    active: null,
    expiresAt: null,
    lastUsedAt: null,
    lastUsedService: null,
    uses: null,
    coverage: [],
  }
  if (ending.kind === 'appsync-key')
    return {...none, sha256: ending.name.sha256, apiId: ending.apiId, expiresAt: isoOrNull(ending.expiresAt)}
  const {userName, active, lastUsed, uses} = ending
  const last = lastUsed.kind === 'known' ? lastUsed.value : {}
  return {
    ...none,
    userName,
    active: active ?? null,
    lastUsedAt: isoOrNull(last.lastUsedAt),
    lastUsedService: last.service ?? null,
    ...(uses.kind === 'unknown'
      ? {}
      : {
          uses: uses.value.uses.map(({at, action, caller, sourceIp, userAgent}) => ({
            at: new Date(at).toISOString(),
            action,
            caller: caller ?? null,
            sourceIp: sourceIp ?? null,
            userAgent: userAgent ?? null,
          })),
          coverage: uses.value.coverage.map(({region, since}) => ({region, since: new Date(since).toISOString()})),
        }),
  }
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString()
}
