import type {Deployment, SecretsUnder, UserScope} from './deployment.ts'
import {rolePolicy} from './role-policy.ts'

/**
 * Characters of all inline policies of a role together, white space aside.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const ROLE_POLICY_LIMIT = 10_240

type Described = Omit<Deployment, 'under'> & {readonly under: Omit<SecretsUnder, 'users'>}

/**
 * The narrowest that fits the policy of one role: a tag where one is given, else the users by name, else their common
 * path. undefined: nothing fits.
 */
export function fittingScope(
  described: Described,
  /** With their paths: `team/ana`. */
  users: readonly string[],
  tag: {readonly key: string; readonly value: string} | undefined,
): UserScope | undefined {
  const path = commonPath(users)
  const scopes: readonly UserScope[] =
    tag === undefined
      ? [{kind: 'names', users: users.toSorted()}, ...(path === '' ? [] : [{kind: 'path', path} as const])]
      : [{kind: 'tag', ...tag}]
  return scopes.find(scope => sizeOf(described, scope) <= ROLE_POLICY_LIMIT)
}

/** Size of the policy of the role, as IAM counts it. */
export function sizeOf(described: Described, users: UserScope): number {
  const policy = rolePolicy({...described, under: {...described.under, users}})
  return JSON.stringify(policy).replaceAll(/\s/g, '').length
}

/** `team/a/ana`, `team/b/bob` → `team/`; '': they have none. */
export function commonPath(users: readonly string[]): string {
  const [first = '', ...others] = users
  let path = first.slice(0, first.lastIndexOf('/') + 1)
  for (const user of others) while (!user.startsWith(path)) path = path.slice(0, path.slice(0, -1).lastIndexOf('/') + 1)
  return path
}
