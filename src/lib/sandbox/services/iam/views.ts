/** Entities as IAM's answers show them. */
import {arnOf} from './arns.ts'
import type {AccessKey, Group, ManagedPolicy, PolicyVersion, Role, User} from './entities.ts'
import {isoSeconds} from './iso.ts'
import {statusOf} from './keys.ts'
import type {KeyUses} from './key-uses.ts'

/** Policies come back percent-encoded: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html. */
export function encodedPolicy(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, each => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
}

function boundaryView(arn: string | undefined) {
  return arn === undefined ? undefined : {PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn}
}

/** `full`: as Get and Create show it; lists leave tags and boundary out. */
export function userView(user: User, full: boolean) {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: arnOf('user', user),
    CreateDate: isoSeconds(user.createdAt),
    ...(full ? {PermissionsBoundary: boundaryView(user.boundaryArn), Tags: orAbsent(user.tags)} : {}),
  }
}

export function roleView(role: Role, full: boolean) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: arnOf('role', role),
    CreateDate: isoSeconds(role.createdAt),
    AssumeRolePolicyDocument: encodedPolicy(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionMs / 1000,
    ...(full ? {PermissionsBoundary: boundaryView(role.boundaryArn), Tags: orAbsent(role.tags)} : {}),
  }
}

/** When the role's credentials were last used, as far as that is known yet. */
export function roleLastUsed(uses: KeyUses, role: Role, now: number, lagMs: number) {
  const use = uses.lastKnown(role.id, now, lagMs)
  return use === undefined ? {} : {LastUsedDate: isoSeconds(use.at), Region: use.region}
}

export function groupView(group: Group) {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: arnOf('group', group),
    CreateDate: isoSeconds(group.createdAt),
  }
}

/** Without the secret, which is shown once only. */
export function keyView(key: AccessKey) {
  return {
    UserName: key.userName,
    AccessKeyId: key.accessKeyId,
    Status: statusOf(key),
    CreateDate: isoSeconds(key.createdAt),
  }
}

/** `used`: how many users, roles and groups have it attached, and how many are bounded by it. */
export function policyView(policy: ManagedPolicy, used: {readonly attached: number; readonly bounding: number}) {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: used.attached,
    PermissionsBoundaryUsageCount: used.bounding,
    IsAttachable: true,
    CreateDate: isoSeconds(policy.createdAt),
    UpdateDate: isoSeconds(policy.updatedAt),
  }
}

export function versionView(policy: ManagedPolicy, version: PolicyVersion) {
  return {
    VersionId: version.versionId,
    IsDefaultVersion: version.versionId === policy.defaultVersionId,
    CreateDate: isoSeconds(version.createdAt),
  }
}

function orAbsent<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}
