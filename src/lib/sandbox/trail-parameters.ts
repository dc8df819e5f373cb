/** Members whose values never enter the trail. */
const VALUES = new Set([
  'SecretString',
  'SecretBinary',
  'RotationToken',
  'SecretAccessKey',
  'SessionToken',
  'Payload',
  'ZipFile',
  'Code',
  'Environment',
])

/** CloudTrail's `requestParameters` of an operation that says nothing else: lowerCamel keys, no values of secrets. */
export function trailParameters(input: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const parameters: Record<string, unknown> = {}
  let any = false
  for (const name of Object.keys(input)) {
    if (VALUES.has(name)) continue
    parameters[name.charAt(0).toLowerCase() + name.slice(1)] = input[name]
    any = true
  }
  return any ? parameters : null
}
