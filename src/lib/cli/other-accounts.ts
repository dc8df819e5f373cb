import type {Config} from '../config/config.ts'
import type {OtherAccounts} from '../operations/context.ts'
import {configOf} from './config-file.ts'

/** The accounts of the configuration of this run. Nothing is loaded or read before the first use; it is read once. */
export function otherAccountsOf(
  flags: {readonly config?: string | undefined},
  env: Readonly<Record<string, string | undefined>>,
): OtherAccounts {
  let read: Promise<Config> | undefined
  return {
    ...(flags.config === undefined ? {} : {configFile: flags.config}),
    map: async () => {
      read ??= configOf(flags, env)
      return (await read).accounts
    },
  }
}
