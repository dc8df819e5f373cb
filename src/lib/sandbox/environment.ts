/** What a client needs to know of a sandbox. */
export interface ClientFacts {
  readonly url: string
  readonly region: string
  readonly credentials: {readonly accessKeyId: string; readonly secretAccessKey: string}
}

/** Variables that would lead a client past the ones below: SDKs prefer a profile to keys, and keep an old token. */
export const SUPERSEDED_VARIABLES = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN'] as const

/** The variables that point any AWS client at the sandbox. */
export function clientEnvironment({url, region, credentials}: ClientFacts): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}
