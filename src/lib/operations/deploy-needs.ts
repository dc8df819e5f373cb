import {settingsOf} from '../deploy/role-policy.ts'
import type {DeployedSecret} from '../deploy/deployment.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'
import {deployUsage} from './deploy-refusals.ts'

/** Whether a first value has to hold a credential that works: where it replaces one, no placeholder says whose and where. */
export function wantsValue({kind}: Pick<PackagedRotator, 'kind'>): boolean {
  return kind === 'rep' || kind === 'alt'
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
