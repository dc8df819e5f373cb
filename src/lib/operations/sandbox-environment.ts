/**
 * Environment of a child that must not reach the real AWS: everything that could lead it there is taken away, then it
 * gets the sandbox's facts, empty configuration files, no instance metadata and no proxy (product.md, `sandbox run`).
 */
export function sandboxedEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  facts: Readonly<Record<string, string>>,
  emptyFiles: {readonly config: string; readonly credentials: string},
): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !leadsOut(name)) kept[name] = value
  }
  return {
    ...kept,
    ...facts,
    AWS_CONFIG_FILE: emptyFiles.config,
    AWS_SHARED_CREDENTIALS_FILE: emptyFiles.credentials,
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: '*',
    no_proxy: '*',
  }
}

/** Names of variables are case-insensitive on Windows, and proxies are read in both cases everywhere. */
function leadsOut(name: string): boolean {
  return /^aws_|_proxy$/i.test(name)
}
