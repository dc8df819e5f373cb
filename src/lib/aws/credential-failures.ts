import {EXIT, SecrotError} from '../errors.ts'
import type {CredentialSource} from './credential-source.ts'
import {type CallAbout, awsFailure} from './errors.ts'

const chooseProfile = 'Choose a profile with --profile NAME (aws configure list-profiles shows them).'

/** A profile that does not exist: nothing else may take its place. undefined: there is no such reason. */
export function profileFailure(source: CredentialSource): SecrotError | undefined {
  if (source.kind === 'circle') {
    return missing(
      `source_profile leads round in a circle: ${source.profiles.join(' → ')}.`,
      'Mend source_profile in the AWS configuration file.',
    )
  }
  if (source.kind !== 'no-profile') return undefined
  if (source.wantedBy === undefined) return missing(`There is no profile ${source.profile}.`, chooseProfile)
  return missing(
    `Profile ${source.wantedBy} takes its credentials from profile ${source.profile}, and there is none.`,
    'Mend source_profile in the AWS configuration file.',
  )
}

/** What went wrong while credentials were made, named by their source; never with what a program or a file said. */
export function credentialsFailure(
  thrown: unknown,
  source: CredentialSource,
  about: Omit<CallAbout, 'action'>,
): unknown {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  if (error instanceof SecrotError) return error
  const fromProvider = error.name === 'CredentialsProviderError'
  if (fromProvider && source.kind === 'process') return processFailure(error, source.profile)
  if (source.kind === 'web-identity' && 'path' in error && error.path === source.file) {
    return missing(
      `The web identity token file ${source.file} cannot be read (${String((error as NodeJS.ErrnoException).code)}).`,
      'AWS_WEB_IDENTITY_TOKEN_FILE, or web_identity_token_file of the profile, names it.',
      error,
    )
  }
  const role = 'role' in source && source.role !== undefined ? {resource: source.role} : {}
  // `aws sso login` wants the profile that has the sign-in, not the one whose role is assumed with it.
  const profile = source.kind === 'sso' ? {profile: source.profile} : {}
  const action = source.kind === 'web-identity' ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole'
  return awsFailure(error, {...about, ...role, ...profile, action})
}

/** Its error and its output are its own: a command line or a credential may be in there, so they are no cause either. */
function processFailure(error: Error, profile: string): SecrotError {
  if (/expired/i.test(error.message)) {
    return new SecrotError({
      code: 'CREDENTIALS_EXPIRED',
      message: `The credential_process of profile ${profile} gave credentials that have expired.`,
      hint: 'Renew what it reads, then run the same command again.',
      exit: EXIT.denied,
    })
  }
  return missing(
    `The credential_process of profile ${profile} gave no credentials.`,
    'Run its command from the AWS configuration file by itself to see why.',
  )
}

function missing(message: string, hint: string, cause?: unknown): SecrotError {
  return new SecrotError({code: 'CREDENTIALS_MISSING', message, hint, exit: EXIT.denied, cause})
}
