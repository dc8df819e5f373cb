/** Names by which functions of others know the one target that they have; neither case nor `_` and `-` count. */
const variables: Readonly<Record<string, readonly string[]>> = {
  user: ['username', 'iamuser', 'iamusername', 'awsiamuser', 'awsiamusername', 'targetuser'],
  api: ['apiid', 'appsyncapiid', 'graphqlapiid', 'appsyncid', 'graphqlid', 'awsappsyncapiid'],
}

/**
 * The target in the environment of the function that rotated a secret so far, as the last source of it; undefined: it names
 * none, or more than one.
 */
export function formerTarget(target: string, environment: Readonly<Record<string, string>>): string | undefined {
  const known = variables[target] ?? []
  const found = Object.entries(environment)
    .filter(([name, value]) => known.includes(name.toLowerCase().replaceAll(/[_-]/g, '')) && value !== '')
    .map(([, value]) => value)
  return new Set(found).size === 1 ? found[0] : undefined
}
