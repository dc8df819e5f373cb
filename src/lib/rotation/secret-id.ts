/** SECRET as typed: a name, an ARN or a partial ARN (without the six random characters). */
export type SecretId =
  | {readonly kind: 'name'; readonly name: string}
  | {
      readonly kind: 'arn'
      readonly arn: string
      readonly partition: string
      readonly region: string
      readonly accountId: string
      /** Name, with the random part when it was given; AWS alone can tell the two apart. */
      readonly rest: string
    }
  | {readonly kind: 'malformed'; readonly reason: string}

/**
 * Reads a SECRET argument. A name may hold letters, digits and `/_+=.@-!`, up to 512 characters
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html; `!` occurs in names of
 * secrets that a service owns, such as `rds!cluster-…`).
 */
export function parseSecretId(text: string): SecretId {
  if (!text.startsWith('arn:')) {
    if (text === '') return {kind: 'malformed', reason: 'it is empty'}
    if (text.length > 512) return {kind: 'malformed', reason: 'a name has at most 512 characters'}
    if (!/^[A-Za-z0-9/_+=.@!-]+$/.test(text)) {
      return {kind: 'malformed', reason: 'a name holds letters, digits and /_+=.@-! only'}
    }
    return {kind: 'name', name: text}
  }
  const [, partition, service, region, accountId, resource, ...rest] = text.split(':')
  if (partition === undefined || !/^aws(-[a-z]+)*$/.test(partition)) return malformed('the partition')
  if (service !== 'secretsmanager') return malformed('the service, which is not secretsmanager')
  if (region === undefined || !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) return malformed('the region')
  if (accountId === undefined || !/^\d{12}$/.test(accountId)) return malformed('the account, which has 12 digits')
  if (resource !== 'secret' || rest.length !== 1 || rest[0] === undefined || rest[0] === '') {
    return malformed('the end, which is secret:NAME')
  }
  return {kind: 'arn', arn: text, partition, region, accountId, rest: rest[0]}
}

function malformed(what: string): SecretId {
  return {kind: 'malformed', reason: `something is wrong with ${what}`}
}
