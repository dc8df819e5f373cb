import type {FromIniInit} from '@aws-sdk/credential-provider-ini'
import type {AwsCredentialIdentityProvider} from '@smithy/types'
import {credentialsFailure, profileFailure} from './credential-failures.ts'
import {type CredentialSource, credentialSource} from './credential-source.ts'
import type {AwsScope, ScopeFlags} from './gateways.ts'
import type {wireHandler} from './wire.ts'

type RequestHandler = Awaited<ReturnType<typeof wireHandler>>

export interface CredentialsOptions {
  readonly scope: AwsScope
  /** What commands in hints need to reach the same place. Absent: nothing. */
  readonly flags?: ScopeFlags
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads the shared configuration files anew, not as they were when the process read them first. Default: false. */
  readonly rereadFiles?: boolean
  /** Asks for the code of an MFA device. Absent: a profile that needs one is refused. */
  readonly askMfaCode?: (serial: string) => Promise<string>
}

/**
 * AWS's chain of credentials for the scope: one for all of its clients, so that a role is assumed and a code asked for
 * once. What goes wrong in it is thrown as a SecrotError that names the source; a profile that does not exist ends it,
 * where the SDK would go on to the identity of the environment or of the machine.
 */
export async function scopeCredentials(
  options: CredentialsOptions,
  requestHandler: RequestHandler,
): Promise<AwsCredentialIdentityProvider> {
  const {loadSharedConfigFiles} = await import('@smithy/core/config')
  const {scope, env, flags} = options
  const {configFile, credentialsFile} = await loadSharedConfigFiles({ignoreCache: options.rereadFiles ?? false})
  const sections = Object.fromEntries(
    [...Object.keys(configFile), ...Object.keys(credentialsFile)].map(name => {
      return [name, {...configFile[name], ...credentialsFile[name]}] as const
    }),
  )
  const source = credentialSource(scope.profile, sections, env)
  const unusable = profileFailure(source)
  if (unusable !== undefined) throw unusable
  const chain = await chainOf(options, source, requestHandler)
  return async properties => {
    try {
      return await chain(properties)
    } catch (error) {
      throw credentialsFailure(error, source, {...scope, ...(flags === undefined ? {} : {flags})})
    }
  }
}

async function chainOf(
  {scope, askMfaCode, rereadFiles = false}: CredentialsOptions,
  source: CredentialSource,
  requestHandler: RequestHandler,
): Promise<AwsCredentialIdentityProvider> {
  const profile = scope.profile === undefined ? {} : {profile: scope.profile}
  const options = {
    ...profile,
    // The clients of STS and SSO. The region is no part of it: it would be taken before sso_region.
    clientConfig: {...profile, requestHandler},
    parentClientConfig: {region: scope.region},
    ignoreCache: rereadFiles,
    ...(askMfaCode === undefined ? {} : {mfaCodeProvider: askMfaCode}),
    logger: quiet,
  }
  if (source.kind === 'process') return fromProfileAlone(options)
  const {defaultProvider} = await import('@aws-sdk/credential-provider-node')
  // Outside EC2 nobody answers at the metadata address: one short try, so that "no credentials" comes at once.
  return defaultProvider({...options, timeout: 1_000, maxRetries: 0})
}

/** After a credential_process that failed the chain would go on to whatever identity this machine has. */
async function fromProfileAlone(options: FromIniInit): Promise<AwsCredentialIdentityProvider> {
  const {fromIni} = await import('@aws-sdk/credential-provider-ini')
  const {doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider} = await import('@smithy/core')
  const provider = memoizeIdentityProvider(fromIni(options), isIdentityExpired, doesIdentityRequireRefresh)
  if (provider === undefined) throw new Error('a provider was given')
  return provider
}

// The SDK warns on the console about choices of its own; those lines would land in the middle of ours.
const ignore = (): undefined => undefined
const quiet = {trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore}
