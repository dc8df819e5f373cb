import {settingsOf} from '../deploy/role-policy.ts'
import type {DeployedSecret} from '../deploy/deployment.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'
import {shellCommand} from '../shell-words.ts'
import {deployUsage} from './deploy-refusals.ts'

/** Throws USAGE (exit 2) where a secret that is not there yet would have to hold a credential that works. */
export function refusePlaceholder({name, wantsFirstValue}: PackagedRotator, secretName: string): void {
  if (wantsFirstValue !== true) return
  const make = shellCommand(['aws', 'secretsmanager', 'create-secret', '--name', secretName])
  throw deployUsage(
    `${name} takes over a login that works, and there is no secret ${secretName}.`,
    `Store the login first, in a file that only you may read: ${make} --secret-string file://login.json`,
  )
}

/** Throws USAGE (exit 2) where a permission is for what a setting names, always needed, and nothing sets it. */
export function refuseLacking(
  {name, permissions, settings}: PackagedRotator,
  secret: DeployedSecret,
  variables: Readonly<Record<string, string>>,
): void {
  const given = settingsOf(secret, variables)
  const needed = permissions.filter(({when}) => when === undefined).flatMap(({on}) => /^\{(\w+)\}$/.exec(on)?.[1] ?? [])
  const lacking = settings.find(one => needed.includes(one.name) && !given[one.name])
  if (lacking === undefined) return
  throw deployUsage(
    `${name} has to be told ${lacking.name}, which its role is to allow.`,
    `Say it: --set ${lacking.name}=VALUE. ${lacking.meaning}`,
  )
}
