/**
 * Where Secrets Manager is, when it is not where AWS has it: the SDK's own variable, or that of AWS's rotation functions,
 * which names a host as often as a URL. undefined: AWS's own endpoint, or that of `AWS_ENDPOINT_URL`.
 */
export function secretsManagerEndpoint(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] || env['SECRETS_MANAGER_ENDPOINT']
  if (given === undefined || given === '') return undefined
  return /^https?:\/\//i.test(given) ? given : `https://${given}`
}
