/** Names and paths of users, roles and groups. */
import type {Call} from '../../kernel.ts'
import type {MemberRules} from '../../validate.ts'
import type {HolderKind} from './arns.ts'
import {validationError} from './errors.ts'
import {textOf} from './input.ts'

const nameMembers = {user: 'UserName', role: 'RoleName', group: 'GroupName'} as const
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length. */
const nameLengths = {user: 64, role: 64, group: 128} as const

/** `UserName`, `RoleName` or `GroupName`. */
export function nameMember(kind: HolderKind): string {
  return nameMembers[kind]
}

/** Rules for that member where it must be given. */
export function nameRules(kind: HolderKind): MemberRules {
  return {[nameMembers[kind]]: {required: true, min: 1, max: nameLengths[kind]}}
}

/** A name in the alphabet of IAM. Throws ValidationError. */
export function checkedName(call: Call, member: string): string {
  const name = textOf(call.input, member)
  if (/^[\w+=,.@-]+$/.test(name)) return name
  const field = member.charAt(0).toLowerCase() + member.slice(1)
  throw validationError(
    `The specified value for ${field} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  )
}

/** `/` or a path between slashes. Throws ValidationError. */
export function pathOf(call: Call): string {
  const path = textOf(call.input, 'Path') || '/'
  if (/^\/(?:[\u0021-\u007E]*\/)?$/.test(path)) return path
  throw validationError(
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  )
}
