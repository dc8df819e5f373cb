type Variables = Readonly<Record<string, string | undefined>>

/** Where the credentials of a profile come from in the end: what a failure has to name. */
export type CredentialSource =
  | {readonly kind: 'no-profile'; readonly profile: string; readonly wantedBy?: string}
  | {readonly kind: 'circle'; readonly profiles: readonly string[]}
  | {readonly kind: 'process' | 'sso'; readonly profile: string; readonly role?: string}
  | {readonly kind: 'web-identity'; readonly file: string; readonly role?: string}
  | {readonly kind: 'other'; readonly role?: string}

/**
 * Follows `source_profile` from a profile (absent: `default`) to where credentials are made
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html). `sections` are those of both files.
 */
export function credentialSource(
  profile: string | undefined,
  sections: Readonly<Record<string, Variables>>,
  env: Variables,
): CredentialSource {
  // Keys of the environment come first where no profile is named.
  if (profile === undefined && env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']) return {kind: 'other'}
  const seen: string[] = []
  let name = profile ?? 'default'
  const role = sections[name]?.['role_arn']
  const assumed = role === undefined ? {} : {role}
  for (;;) {
    const section = sections[name]
    const wantedBy = seen.at(-1)
    if (section === undefined) {
      // Without any file the default profile is the environment's and the machine's own credentials.
      if (wantedBy === undefined && name === 'default') return fromEnvironment(env)
      return {kind: 'no-profile', profile: name, ...(wantedBy === undefined ? {} : {wantedBy})}
    }
    const from = section['source_profile']
    if (section['role_arn'] === undefined || from === undefined || hasKeys(section, wantedBy)) {
      return endOf(name, section, assumed) ?? fromEnvironment(env)
    }
    seen.push(name)
    // A profile may name itself: then its own keys assume its role.
    if (from !== name && seen.includes(from)) return {kind: 'circle', profiles: [...seen, from]}
    if (from === name) return {kind: 'other', ...assumed}
    name = from
  }
}

/** A profile that another one takes its credentials from gives its keys, where it has any, before its role. */
function hasKeys(section: Variables, wantedBy: string | undefined): boolean {
  return wantedBy !== undefined && section['aws_access_key_id'] !== undefined
}

function endOf(profile: string, section: Variables, assumed: {role?: string}): CredentialSource | undefined {
  const file = section['web_identity_token_file']
  if (section['aws_access_key_id'] !== undefined) return {kind: 'other', ...assumed}
  if (file !== undefined) return {kind: 'web-identity', file, ...assumed}
  if (section['credential_process'] !== undefined) return {kind: 'process', profile, ...assumed}
  if (section['sso_session'] !== undefined || section['sso_start_url'] !== undefined) {
    return {kind: 'sso', profile, ...assumed}
  }
  return assumed.role === undefined ? undefined : {kind: 'other', ...assumed}
}

/** AWS's chain goes on to the web identity of the environment where the profile has nothing. */
function fromEnvironment(env: Variables): CredentialSource {
  const file = env['AWS_WEB_IDENTITY_TOKEN_FILE']
  const role = env['AWS_ROLE_ARN']
  if (!file || role === undefined) return {kind: 'other'}
  return {kind: 'web-identity', file, role}
}
