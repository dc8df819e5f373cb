import type {AwsCredentialIdentityProvider} from '@smithy/types'
import type {AwsScope} from './gateways.ts'
import type {wireHandler} from './wire.ts'

export interface CredentialsOptions {
  readonly scope: AwsScope
  /** Reads the shared configuration files anew, not as they were when the process read them first. Default: false. */
  readonly rereadFiles?: boolean
  /** Asks for the code of an MFA device. Absent: a profile that needs one is refused. */
  readonly askMfaCode?: (serial: string) => Promise<string>
}

/** AWS's chain of credentials for the scope: one for all of its clients, so that a role is assumed and a code asked for once. */
export async function scopeCredentials(
  options: CredentialsOptions,
  requestHandler: Awaited<ReturnType<typeof wireHandler>>,
): Promise<AwsCredentialIdentityProvider> {
  const {defaultProvider} = await import('@aws-sdk/credential-provider-node')
  const {scope, askMfaCode} = options
  const profile = scope.profile === undefined ? {} : {profile: scope.profile}
  return defaultProvider({
    ...profile,
    // The clients of STS and SSO. The region is no part of it: it would be taken before sso_region.
    clientConfig: {...profile, requestHandler},
    parentClientConfig: {region: scope.region},
    ignoreCache: options.rereadFiles ?? false,
    ...(askMfaCode === undefined ? {} : {mfaCodeProvider: askMfaCode}),
    // Outside EC2 nobody answers at the metadata address: one short try, so that "no credentials" comes at once.
    timeout: 1_000,
    maxRetries: 0,
    logger: quiet,
  })
}

// The SDK warns on the console about choices of its own; those lines would land in the middle of ours.
const ignore = (): undefined => undefined
const quiet = {trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore}
