import {Flags} from '@oclif/core'
import envPaths from 'env-paths'
import type {Config} from '../config/config.ts'

/** The flag of commands that read the configuration file. */
export const configFlags = {
  config: Flags.string({
    description: 'Configuration file, in place of config.json in the configuration folder of the user.',
    helpValue: 'FILE',
  }),
}

/**
 * Where the user's configuration lies: SECROT_CONFIG_DIR, else the platform's folder (`$XDG_CONFIG_HOME/secrot` on Linux).
 * Never the working folder: a file there may be anybody's.
 */
export function configFolder(env: Readonly<Record<string, string | undefined>>): string {
  const chosen = env['SECROT_CONFIG_DIR']
  return chosen !== undefined && chosen !== '' ? chosen : envPaths('secrot', {suffix: ''}).config
}

/** The configuration of this run. Throws CONFIG_REFUSED and CONFIG_INVALID (exit 2). */
export async function configOf(
  flags: {readonly config?: string | undefined},
  env: Readonly<Record<string, string | undefined>>,
): Promise<Config> {
  // Its schemas take their time, which a run without a configuration must not spend.
  const {readConfig} = await import('../config/read.ts')
  return readConfig(flags.config, configFolder(env))
}
