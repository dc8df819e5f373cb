import envPaths from 'env-paths'

/**
 * Where secrot keeps its own files: SECROT_STATE_DIR, else the platform's folder. On Linux that is
 * `$XDG_STATE_HOME/secrot`, which env-paths calls `log`; elsewhere log folders are swept, so it is the one for data.
 */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string {
  const chosen = env['SECROT_STATE_DIR']
  if (chosen !== undefined && chosen !== '') return chosen
  const paths = envPaths('secrot', {suffix: ''})
  return process.platform === 'linux' ? paths.log : paths.data
}
