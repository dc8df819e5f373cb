/** Parts of the ARN of a secret that commands and links need. */
export interface Where {
  readonly partition: string
  readonly region: string
  readonly accountId: string
}

export function whereOf(arn: string): Where {
  const [, partition = 'aws', , region = '', accountId = ''] = arn.split(':')
  return {partition, region, accountId}
}

const CONSOLE = 'console'

/** Domains of the console. https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
const DOMAINS: Readonly<Record<string, string>> = {
  'aws-cn': 'amazonaws.cn',
  'aws-us-gov': 'amazonaws-us-gov.com',
}

/** The page of a secret in the console of its own region. */
export function consoleLink({arn, name}: {readonly arn: string; readonly name: string}): string {
  const {partition, region} = whereOf(arn)
  const domain = DOMAINS[partition]
  const host = domain === undefined ? `${region}.${CONSOLE}.aws.amazon.com` : `${CONSOLE}.${domain}`
  return `https://${host}/secretsmanager/secret?name=${encodeURIComponent(name)}&region=${encodeURIComponent(region)}`
}

/** The command that reads a secret, quoted for a POSIX shell. */
export function readCommand(arn: string): string {
  const quoted = `'${arn.replaceAll("'", String.raw`'\''`)}'`
  const {region} = whereOf(arn)
  return `aws secretsmanager get-secret-value --region ${region} --secret-id ${quoted} --query SecretString --output text`
}
