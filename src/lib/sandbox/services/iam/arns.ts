/** ARNs of IAM and STS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html. */
import type {PolicyHolder} from './entities.ts'

export type HolderKind = 'user' | 'role' | 'group'

export function arnOf(kind: HolderKind, holder: Pick<PolicyHolder, 'accountId' | 'path' | 'name'>): string {
  return `arn:aws:iam::${holder.accountId}:${kind}${holder.path}${holder.name}`
}

export function policyArn(accountId: string, path: string, name: string): string {
  return `arn:aws:iam::${accountId}:policy${path}${name}`
}

export function rootArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:root`
}

/** `arn:aws:sts::1:assumed-role/name/session`: the role's path is not in it. */
export function assumedRoleArn(accountId: string, roleName: string, sessionName: string): string {
  return `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`
}

/** Account and name of a user, role or group ARN; undefined when it is none of that kind. */
export function parseHolderArn(arn: string): {kind: HolderKind; accountId: string; name: string} | undefined {
  const match = /^arn:aws:iam::(\d{12}):(user|role|group)\/(?:.*\/)?([^/]+)$/.exec(arn)
  if (match === null) return undefined
  const [, accountId = '', kind = '', name = ''] = match
  return {kind: kind as HolderKind, accountId, name}
}
