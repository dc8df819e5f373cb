import type {Config} from '../config/config.ts'
import {EXIT, SecrotError} from '../errors.ts'

/** `--region all` stands alone and lists. Throws USAGE (exit 2). */
export function checkEverywhere(regions: readonly string[], secrets: readonly string[]): void {
  if (regions.length > 1) throw usage('--region all is every region already.', 'Leave the other --region out.')
  if (secrets.length > 0)
    throw usage(
      '--region all lists every region, SECRET names one secret.',
      `For all of that name: --filter name=${secrets[0]}`,
    )
}

/** `--account-role` lists the accounts of the configuration, from one account. Throws USAGE (exit 2). */
export function checkAccountRole(
  role: string,
  secrets: readonly string[],
  profiles: readonly string[],
  {accounts}: Config,
): void {
  if (!/^([\w+=,.@-]{1,128}\/){0,8}[\w+=,.@-]{1,64}$/.test(role))
    throw usage(
      `--account-role ${role} is not the name of a role.`,
      'A name, with its path where it has one: team/operator',
    )
  if (secrets.length > 0)
    throw usage(
      '--account-role lists whole accounts, SECRET names one secret.',
      `For all of that name: --filter name=${secrets[0]}`,
    )
  if (profiles.length > 1) throw usage('--account-role starts from one profile.', 'Leave the other --profile out.')
  if (Object.keys(accounts).length === 0)
    throw usage(
      '--account-role goes to the accounts of the configuration file, and it names none.',
      'Write them into its member accounts (docs/configuration.md), or name a file that has them: --config FILE',
    )
}

function usage(message: string, hint: string): SecrotError {
  return new SecrotError({code: 'USAGE', message, hint, exit: EXIT.usage})
}
