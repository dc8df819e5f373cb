type Variables = Readonly<Record<string, string | undefined>>

/** What environment and shared configuration files say about where to talk to. */
export interface AwsSettings {
  /** Absent: named nowhere. */
  readonly region?: string
  /** The same for AWS CLI 1, which does not know AWS_REGION (https://docs.aws.amazon.com/cli/v1/userguide/cli-configure-envvars.html). */
  readonly regionWithoutAwsRegion?: string
  /** Endpoint for all services. Absent: AWS's own. */
  readonly endpointUrl?: string
  /** The endpoint stands in the environment, so it holds for every profile. */
  readonly endpointFromEnvironment: boolean
  /** Endpoints of single services, by the prefix of their IAM actions. */
  readonly serviceEndpoints: Readonly<Record<string, string>>
}

// Names of the services in AWS_ENDPOINT_URL_<SERVICE> and, in small letters, in a [services …] section
// (https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html).
const serviceNames: Readonly<Record<string, string>> = {
  secretsmanager: 'SECRETS_MANAGER',
  lambda: 'LAMBDA',
  logs: 'CLOUDWATCH_LOGS',
  cloudtrail: 'CLOUDTRAIL',
  iam: 'IAM',
  sts: 'STS',
  account: 'ACCOUNT',
  kms: 'KMS',
  appsync: 'APPSYNC',
  ec2: 'EC2',
}

/**
 * Region and endpoints of a profile (absent: `default`), in AWS's order: variables before files, a service's own endpoint
 * before the one for all (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). The SDK's clients
 * read the endpoints of AWS_PROFILE only, so `--profile` needs this. A file that does not exist is empty.
 */
export async function readSettings(profile: string | undefined, env: Variables): Promise<AwsSettings> {
  const {loadSharedConfigFiles} = await import('@smithy/core/config')
  const {configFile, credentialsFile} = await loadSharedConfigFiles()
  const name = profile ?? 'default'
  const file: Variables = {...credentialsFile[name], ...configFile[name]}
  const regionWithoutAwsRegion = nonEmpty(env['AWS_DEFAULT_REGION']) ?? nonEmpty(file['region'])
  const region = nonEmpty(env['AWS_REGION']) ?? regionWithoutAwsRegion
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? file['ignore_configured_endpoint_urls']
  const services: Variables = configFile[`services.${file['services'] ?? ''}`] ?? {}
  const endpoints = ignored?.toLowerCase() === 'true' ? none : endpointsIn(env, file, services)
  return {
    ...(region === undefined ? {} : {region}),
    ...(regionWithoutAwsRegion === undefined ? {} : {regionWithoutAwsRegion}),
    ...endpoints,
  }
}

const none = {endpointFromEnvironment: false, serviceEndpoints: {}} as const

function endpointsIn(env: Variables, file: Variables, services: Variables): Omit<AwsSettings, 'region'> {
  const forAll = nonEmpty(env['AWS_ENDPOINT_URL'])
  const endpointUrl = forAll ?? nonEmpty(file['endpoint_url'])
  const serviceEndpoints = Object.entries(serviceNames).flatMap(([actions, service]) => {
    const own = nonEmpty(env[`AWS_ENDPOINT_URL_${service}`])
    const inFile = forAll === undefined ? nonEmpty(services[`${service.toLowerCase()}.endpoint_url`]) : undefined
    const endpoint = own ?? inFile
    return endpoint === undefined ? [] : [[actions, endpoint] as const]
  })
  return {
    ...(endpointUrl === undefined ? {} : {endpointUrl}),
    endpointFromEnvironment: forAll !== undefined,
    serviceEndpoints: Object.fromEntries(serviceEndpoints),
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
