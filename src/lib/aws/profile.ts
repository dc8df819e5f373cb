/** What a profile of the shared configuration files says; absent where it says nothing. */
export interface ProfileSettings {
  readonly region?: string
  readonly endpointUrl?: string
}

/**
 * Region and endpoint of a profile, read from the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name. A file
 * that does not exist is empty. `profile` absent: `default`.
 */
export async function readProfile(profile: string | undefined): Promise<ProfileSettings> {
  const {loadSharedConfigFiles} = await import('@smithy/core/config')
  const {configFile, credentialsFile} = await loadSharedConfigFiles()
  const settings = {...credentialsFile[profile ?? 'default'], ...configFile[profile ?? 'default']}
  return {
    ...(settings['region'] === undefined ? {} : {region: settings['region']}),
    ...(settings['endpoint_url'] === undefined ? {} : {endpointUrl: settings['endpoint_url']}),
  }
}
