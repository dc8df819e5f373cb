/** The parts of an ARN; a region or account that the ARN leaves out is ''. */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly accountId: string
  readonly resource: string
}

/** Reads an ARN; undefined for any other text. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, accountId, ...resource] = text.split(':')
  if (prefix !== 'arn' || partition === undefined || service === undefined) return undefined
  if (region === undefined || accountId === undefined || resource.length === 0) return undefined
  return {partition, service, region, accountId, resource: resource.join(':')}
}

/** A caller in short: `arn:aws:sts::1:assumed-role/oncall/ada` is `assumed-role/oncall`; the session is in the trail. */
export function callerText(arn: string): string {
  const resource = parseArn(arn)?.resource ?? arn
  const [kind, role] = resource.split('/')
  return kind === 'assumed-role' && role !== undefined ? `assumed-role/${role}` : resource
}
